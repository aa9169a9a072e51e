import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { Judged } from './judge.ts';
import type { Failure } from '../subject.ts';

/** How an assertion went over many captures. */
export interface Tally {
  failed: number;
  /** The first 100 it failed for. */
  ids: CaptureId[];
  /** The first 20. */
  misses: { id: CaptureId; failure: Failure }[];
}

/** A capture for which some assertions held, and which did not. */
export interface Nearly {
  id: CaptureId;
  failures: { at: number; failure: Failure }[];
}

/** Two captures or more with the same value. */
export interface Twins {
  key: string;
  ids: CaptureId[];
}

const IDS = 100;
const MISSES = 20;
const NEAREST = 3;

/** Gathers what captures come to, keeping no more of it than is told. */
export function createTally(each: number, some: number) {
  const tallies = Array.from({ length: each }, (): Tally => ({ failed: 0, ids: [], misses: [] }));
  const byKey = new Map<string, CaptureId[]>();
  let nearest: Nearly[] = [];
  let isSomeMet = false;
  return {
    add({ id, each: results, some: ofSome, distinct }: Judged): void {
      results.forEach((failure, at) => {
        const tally = tallies[at];
        if (failure === null || tally === undefined) return;
        tally.failed += 1;
        if (tally.ids.length < IDS) tally.ids.push(id);
        if (tally.misses.length < MISSES) tally.misses.push({ id, failure });
      });
      if (some > 0) {
        const failures = ofSome.flatMap((failure, at) =>
          failure === null ? [] : [{ at, failure }],
        );
        if (failures.length === 0) isSomeMet = true;
        nearest = [...nearest, { id, failures }]
          .toSorted((a, b) => a.failures.length - b.failures.length)
          .slice(0, NEAREST);
      }
      if (distinct !== null) {
        const ids = byKey.get(distinct);
        if (ids === undefined) byKey.set(distinct, [id]);
        else if (ids.length < IDS) ids.push(id);
      }
    },
    each: (): readonly Tally[] => tallies,
    isSomeMet: (): boolean => isSomeMet,
    /** Those for which most of `some` held. */
    nearest: (): readonly Nearly[] => nearest,
    twins: (): Twins[] =>
      [...byKey].flatMap(([key, ids]) => (ids.length > 1 ? [{ key, ids }] : [])),
  };
}
