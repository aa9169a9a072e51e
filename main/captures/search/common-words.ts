import type { Database } from 'better-sqlite3';
import type { Content, IndexedContent } from './indexing/index-content.ts';

/** So many captures are looked at, none of them larger than this. */
const SAMPLE = 20;
const SMALL_BYTES = 16 * 1024;
const AMONG = 200;
/** A word is common that so many of them have. */
const SHARE = 0.6;
const MOST = 8;
const BELIEVED_MS = 5000;

interface Parts {
  db: Database;
  read: (id: number) => Content | undefined;
  index: (content: Content) => IndexedContent;
}

/** Tells words that most of the newest captures have: plain ones, which any reading of the text finds. */
export function openCommonWords({ db, read, index }: Parts): (start: string) => string[] {
  const newest = db
    .prepare<[], number>(
      `SELECT id FROM (SELECT id, size_bytes FROM captures
                        WHERE removed_batch IS NULL AND indexed = 1 ORDER BY id DESC LIMIT ${AMONG})
        WHERE size_bytes < ${SMALL_BYTES} LIMIT ${SAMPLE}`,
    )
    .pluck();
  let known: { at: number; words: string[] } | undefined;

  function look(): string[] {
    const counts = new Map<string, number>();
    const ids = newest.all();
    for (const id of ids) {
      const content = read(id);
      if (content === undefined) continue;
      const { target, headers, body } = index(content);
      for (const word of new Set(wordsOf(`${target}\n${headers}\n${body}`))) {
        counts.set(word, (counts.get(word) ?? 0) + 1);
      }
    }
    return [...counts]
      .filter(([, count]) => count >= ids.length * SHARE)
      .toSorted(([, a], [, b]) => b - a)
      .map(([word]) => word);
  }

  return (start) => {
    const at = performance.now();
    if (known === undefined || at - known.at > BELIEVED_MS) known = { at, words: look() };
    return known.words.filter((word) => word.startsWith(start)).slice(0, MOST);
  };
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
