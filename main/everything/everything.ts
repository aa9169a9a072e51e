import type { Hit } from '../../preload/contract/window/everything.ts';
import { scoreOf } from './rank.ts';

/** Something that can be found, as a room tells of it. */
export type Findable = Omit<Hit, 'score'> & {
  /** Other texts it is known by; left out: its detail. */
  words?: readonly string[];
  /** What was typed stands in it, where its texts do not show that. */
  isPart?: boolean;
};

interface Parts {
  /** Captures and events that may fit a text. */
  captures: (text: string) => Promise<Findable[]>;
  /** Everything else that has a name; read again for each search, so it must be in memory. */
  things: () => Findable[];
  now: () => number;
}

/** Of one kind, so many at most: a name that all functions share must not hide the rest. */
const OF_A_KIND = 8;

/** One search over all that has a name: captures, and the things of every page. */
export function createEverything({ captures, things, now }: Parts) {
  return async ({ text, limit }: { text: string; limit: number }): Promise<Hit[]> => {
    if (text.trim() === '') return [];
    const found = [...(await captures(text.trim())), ...things()]
      .map(({ words, isPart = false, ...one }) => {
        const named = { ...one, words: words ?? [one.detail], isPart };
        return { ...one, score: scoreOf(text, named, now()) };
      })
      .filter(({ score }) => score > 0)
      .toSorted((a, b) => b.score - a.score || a.title.localeCompare(b.title));
    const counts = new Map<string, number>();
    return found
      .filter(({ kind }) => {
        const count = (counts.get(kind) ?? 0) + 1;
        counts.set(kind, count);
        return count <= OF_A_KIND;
      })
      .slice(0, limit);
  };
}
