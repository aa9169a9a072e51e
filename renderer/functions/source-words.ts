import type { DraftWords } from '../drafts/draft-words.ts';

/** Something with a source as one text: its settings above it. Only the source is merged by hand. */
export function sourceWords<T extends { source: string }>(): DraftWords<T> {
  return {
    language: 'javascript',
    text({ source, ...settings }) {
      const rows = Object.entries(settings).filter(([name]) => name !== 'secret');
      return `${rows.map(([name, value]) => `// ${name}: ${JSON.stringify(value)}`).join('\n')}\n\n${source}`;
    },
    part: ({ source }) => source,
    withPart: (source, value) => ({ ...value, source }),
  };
}
