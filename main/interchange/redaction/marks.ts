import { createHmac, randomBytes } from 'node:crypto';
import type { Cut } from '../portable.ts';

const MARK = '[redacted]';
const IS_MARK = /^(?:\w+ )?\[redacted(?::[0-9a-f]{8})?\]$/;

/** Puts marks where something was cut, and remembers where that was. */
export interface Marks {
  /** The mark for a value; a mark stays as it is and counts for nothing. */
  cut(rule: string, place: string, value: string): string;
  cuts(): Cut[];
}

/** What makes marks: one for each export, so that nothing can be looked up in another. */
export type MarkMaker = (value: string) => string;

/** @param stable equal values get equal marks, under a key that is thrown away afterwards. */
export function markMaker(stable: boolean): MarkMaker {
  if (!stable) return () => MARK;
  const key = randomBytes(32);
  return (value) =>
    `[redacted:${createHmac('sha256', key).update(value).digest('hex').slice(0, 8)}]`;
}

/** The marks of one capture. */
export function openMarks(make: MarkMaker): Marks {
  const found = new Map<string, Cut>();
  return {
    cut(rule, place, value) {
      if (IS_MARK.test(value)) return value;
      const key = `${rule}\n${place}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { rule, place, count: 1, sample: sampleOf(value) });
      else known.count += 1;
      return make(value);
    },
    cuts: () => [...found.values()],
  };
}

/** Its first and last two characters, where they are a small part of it. */
function sampleOf(value: string): string {
  return value.length < 12 ? '…' : `${value.slice(0, 2)}…${value.slice(-2)}`;
}
