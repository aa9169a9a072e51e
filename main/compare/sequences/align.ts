import type { Match } from './myers.ts';

/** Pairs of places of two sequences, with those that left their place in the common order. */
export interface Alignment {
  /** By their left place. */
  pairs: Match[];
  /** Left places of pairs that moved. */
  moved: ReadonlySet<number>;
}

/** Tells which pairs moved: all that are not part of the longest run that ascends on both sides. */
export function withMoves(pairs: readonly Match[]): Alignment {
  const sorted = [...pairs].sort((a, b) => a[0] - b[0]);
  const stays = longestRun(sorted.map(([, right]) => right));
  const moved = new Set(sorted.filter((_pair, i) => !stays.has(i)).map(([left]) => left));
  return { pairs: sorted, moved };
}

/** Places of a longest ascending run, in O(n log n). */
function longestRun(values: readonly number[]): Set<number> {
  /** For each length, the place of the smallest value that ends such a run. */
  const ends: number[] = [];
  const before: number[] = [];
  values.forEach((value, i) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[ends[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    before.push(low === 0 ? -1 : (ends[low - 1] ?? -1));
    ends[low] = i;
  });
  const run = new Set<number>();
  for (let i = ends.at(-1) ?? -1; i >= 0; i = before[i] ?? -1) run.add(i);
  return run;
}

/**
 * Pairs what is left over between pairs that stay, by its order there: `[1, 2]` and `[1, 3]` have a
 * changed element, not one removed and one added.
 *
 * @param fits whether two places may be a pair.
 */
export function fillGaps(
  pairs: readonly Match[],
  lengths: { left: number; right: number },
  fits: (left: number, right: number) => boolean,
): Match[] {
  const { pairs: sorted, moved } = withMoves(pairs);
  const taken = { left: new Set<number>(), right: new Set<number>() };
  for (const [left, right] of sorted) {
    taken.left.add(left);
    taken.right.add(right);
  }
  const filled: Match[] = [...sorted];
  let from: Match = [-1, -1];
  const anchors = sorted.filter(([left]) => !moved.has(left));
  for (const to of [...anchors, [lengths.left, lengths.right] as const]) {
    const lefts = placesBetween(from[0], to[0], taken.left);
    const rights = placesBetween(from[1], to[1], taken.right);
    for (let i = 0; i < Math.min(lefts.length, rights.length); i += 1) {
      const left = lefts[i] ?? 0;
      const right = rights[i] ?? 0;
      if (fits(left, right)) filled.push([left, right]);
    }
    from = to;
  }
  return filled;
}

function placesBetween(from: number, to: number, taken: ReadonlySet<number>): number[] {
  const places: number[] = [];
  for (let i = from + 1; i < to; i += 1) if (!taken.has(i)) places.push(i);
  return places;
}

/** The same alignment seen from the other side. */
export function mirrored({ pairs, moved }: Alignment): Alignment {
  const movedRight = new Set(pairs.filter(([left]) => moved.has(left)).map(([, right]) => right));
  return {
    pairs: pairs.map(([left, right]): Match => [right, left]).sort((a, b) => a[0] - b[0]),
    moved: movedRight,
  };
}
