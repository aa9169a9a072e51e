/** Whether captures match searches one after the other, and where that ends. */
export type Ordered<Id> =
  | { ok: true; ids: Id[] }
  /** The search that no capture after the others matches. */
  | { ok: false; why: 'missing'; step: number; ids: Id[] }
  /** With `strict`: a capture that lies between. */
  | { ok: false; why: 'between'; step: number; ids: Id[]; between: Id };

/**
 * Looks for captures that match searches in turn: a subsequence in the order of arrival, each capture for
 * one search at most. Strict: a run of neighbours.
 *
 * @param all every capture that counts, oldest first
 * @param matching for each search, the captures that it finds
 */
export function findOrder<Id>(
  all: readonly Id[],
  matching: readonly ReadonlySet<Id>[],
  isStrict: boolean,
): Ordered<Id> {
  return isStrict ? findRun(all, matching) : findSubsequence(all, matching);
}

function findSubsequence<Id>(
  all: readonly Id[],
  matching: readonly ReadonlySet<Id>[],
): Ordered<Id> {
  const ids: Id[] = [];
  let step = 0;
  for (const id of all) {
    if (!matching[step]?.has(id)) continue;
    ids.push(id);
    step += 1;
  }
  if (step === matching.length) return { ok: true, ids };
  return { ok: false, why: 'missing', step, ids };
}

/** The longest beginning that was found is what is told of where none is whole. */
function findRun<Id>(all: readonly Id[], matching: readonly ReadonlySet<Id>[]): Ordered<Id> {
  let best: Ordered<Id> = { ok: false, why: 'missing', step: 0, ids: [] };
  for (let from = 0; from < all.length; from += 1) {
    const ids: Id[] = [];
    for (const search of matching) {
      const id = all[from + ids.length];
      if (id === undefined || !search.has(id)) break;
      ids.push(id);
    }
    if (ids.length === matching.length) return { ok: true, ids };
    if (ids.length <= best.ids.length) continue;
    const next = all[from + ids.length];
    const step = ids.length;
    best =
      next === undefined
        ? { ok: false, why: 'missing', step, ids }
        : { ok: false, why: 'between', step, ids, between: next };
  }
  return best;
}
