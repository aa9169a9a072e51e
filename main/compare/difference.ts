import type { Difference } from '../../preload/contract/captures/compare.ts';
import { BUILT_IN, type Ignoring, LEARNED } from './ignore.ts';
import { isVolatile } from './volatile.ts';

/** A difference as the parts tell it. `names` is the path that patterns are matched with. */
export type Told = Pick<Difference, 'part' | 'kind' | 'path' | 'left' | 'right'> & {
  /** null: it cannot be ignored. */
  names: readonly string[] | null;
  leftPointer?: string | null;
  rightPointer?: string | null;
};

export interface Report {
  tell: (told: Told) => void;
  note: (text: string) => void;
}

const MOST = 5000;
const MOST_IGNORED = 1000;
const MOST_LEARNED = 200;
/** Values are cut here: what is longer is looked at in the body itself. */
const LONGEST = 2000;

/**
 * Gathers what differs, apart from what is ignored.
 *
 * @param learned paths whose value always differs: a change there is ignored; what is gone, new or of another type is not
 */
export function createReport(ignoring: Ignoring, learned: ReadonlySet<string> = new Set()) {
  const differences: Difference[] = [];
  const ignored: Difference[] = [];
  const notes = new Set<string>();
  const always = new Set<string>();
  let total = 0;
  let ignoredTotal = 0;

  function ignorerOf({ kind, names }: Told): string | null {
    if (names === null) return null;
    const by = ignoring(names);
    if (by !== null || kind !== 'changed') return by;
    const path = names.join('.');
    if (!learned.has(path)) return null;
    if (always.size < MOST_LEARNED) always.add(path);
    return LEARNED;
  }

  return {
    tell(told: Told): void {
      const ignoredBy = ignorerOf(told);
      const isIgnored = ignoredBy !== null;
      if (isIgnored) ignoredTotal += 1;
      else total += 1;
      const list = isIgnored ? ignored : differences;
      if (list.length < (isIgnored ? MOST_IGNORED : MOST)) list.push(asDifference(told, ignoredBy));
    },
    note: (text: string): void => void notes.add(text),
    result: () => ({
      differences,
      total,
      ignored,
      ignoredTotal,
      learned: [...always],
      notes: [...notes],
    }),
  };
}

function asDifference(told: Told, ignoredBy: string | null): Difference {
  const { part, kind, path, left, right, names } = told;
  const canIgnore = names !== null && ignoredBy !== BUILT_IN;
  return {
    part,
    kind,
    path,
    pattern: canIgnore ? names.join('.') : null,
    leftPointer: told.leftPointer ?? null,
    rightPointer: told.rightPointer ?? null,
    left: cut(left),
    right: cut(right),
    volatile: kind === 'changed' && isVolatile(names?.at(-1) ?? '', left, right),
    ignoredBy,
  };
}

export function cut(text: string | null, longest = LONGEST): string | null {
  return text !== null && text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
