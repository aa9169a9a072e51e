import { createHmac, randomBytes } from 'node:crypto';
import type { Cut } from '../portable.ts';
import { type Guard, UNGUARDED } from './own/guard.ts';
import { type Keeping, KEEPS_NOTHING } from './own/kept.ts';

export const MARK = '[redacted]';
const IS_MARK = /^(?:\w+ )?\[redacted(?::[0-9a-f]{8})?\]$/;

/** Puts marks where something was cut, and remembers where that was. */
export interface Marks {
  /** The mark for a value; a mark, and what is kept, stays as it is and counts for nothing. */
  cut(rule: string, place: string, value: string): string;
  /** Where the rule that names the place does not cut it; others still may. */
  keeps(rule: string, place: string, value: string): boolean;
  /** The mark for a text that nobody could look into: kept or not. */
  drop(rule: string, place: string, value: string): string;
  guard: Guard;
  cuts(): Cut[];
}

/** What makes marks: one for each export, so that nothing can be looked up in another. */
export type MarkMaker = (value: string) => string;

/** @param stable equal values get equal marks, under a key that is thrown away afterwards. */
export function markMaker(stable: boolean, key: Uint8Array = randomBytes(32)): MarkMaker {
  if (!stable) return () => MARK;
  return (value) =>
    `[redacted:${createHmac('sha256', key).update(value).digest('hex').slice(0, 8)}]`;
}

/** The marks of one capture. */
export function openMarks(how: { mark: MarkMaker; keeping?: Keeping; guard?: Guard }): Marks {
  const { mark: make, keeping = KEEPS_NOTHING, guard = UNGUARDED } = how;
  const keeps = (rule: string, place: string, value: string): boolean =>
    rule !== 'secret' && keeping.names(rule, place) && !keeping.isSecret(value);
  const found = new Map<string, Cut>();
  const drop = (rule: string, place: string, value: string): string => {
    const key = `${rule}\n${place}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { rule, place, count: 1, sample: sampleOf(value) });
    else known.count += 1;
    return make(value);
  };
  return {
    drop,
    guard,
    keeps,
    cut(asked, place, value) {
      if (IS_MARK.test(value) || keeps(asked, place, value)) return value;
      // What should have stayed, and is a secret: that is why.
      return drop(keeping.names(asked, place) ? 'secret' : asked, place, value);
    },
    cuts: () => [...found.values()],
  };
}

/** Its first and last two characters, where they are a small part of it. */
function sampleOf(value: string): string {
  return value.length < 12 ? '…' : `${value.slice(0, 2)}…${value.slice(-2)}`;
}
