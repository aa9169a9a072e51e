import { textWords } from '../drafts/text-words.ts';
import { readDraftOf, useDraft } from '../drafts/use-draft.ts';

const KEY = 'sql:1';

/** How the text is compared with that of another window. */
export const SQL_WORDS = textWords('sql');

/** What stands in the editor. It is kept while other pages are looked at, and over a restart. */
export function useSqlText() {
  const draft = useDraft({ key: KEY, kind: 'sql', base: null, saved: '' });
  return { text: draft.value, setText: draft.change, draft };
}

/** Resolves once it is known what stood in the editor before. */
export const readSqlText = (): Promise<void> => readDraftOf(KEY);
