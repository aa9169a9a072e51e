import type { Extension } from '@codemirror/state';
import type { CodeLanguage } from './code-props.ts';

const LOADS: Record<Exclude<CodeLanguage, 'text'>, () => Promise<Extension>> = {
  json: async () => (await import('@codemirror/lang-json')).json(),
  xml: async () => (await import('@codemirror/lang-xml')).xml(),
  javascript: async () => (await import('@codemirror/lang-javascript')).javascript(),
  sql: async () => {
    const { sql, SQLite } = await import('@codemirror/lang-sql');
    return sql({ dialect: SQLite });
  },
};

/**
 * The language of an editor, fetched with its first use.
 *
 * @returns null where its script cannot be had: the text is shown without colours.
 */
export async function languageOf(language: CodeLanguage): Promise<Extension | null> {
  if (language === 'text') return [];
  return LOADS[language]().catch(() => null);
}
