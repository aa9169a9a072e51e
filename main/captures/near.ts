import { encodeId } from './capture-id.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { placeBefore } from './live/place-before.ts';
import type { Search } from './search/search.ts';

interface Parts {
  search: Search;
  settled: () => Promise<void>;
  now: () => number;
}

/** A capture that a search does not find, with the terms that do not match it, as they are written. */
export interface NearCapture {
  id: CaptureId;
  lacks: string[];
}

/** Terms beyond these are not looked at one by one. */
const TERMS = 20;
/** So many of the newest captures are looked at. */
const LOOKED_AT = 1000;

/** Finds what nearly matches a search: each of its terms is asked for by itself. */
export function createNear({ search, settled, now }: Parts) {
  /**
   * Captures since a place that match most terms of a search, but not all: the nearest first, of those
   * that are alike the newest.
   */
  return async function near(
    text: string,
    since: string | undefined,
    limit = 3,
  ): Promise<NearCapture[]> {
    await settled();
    await search.catchUp();
    const after = since === undefined ? -1 : placeBefore(since);
    const idsOf = (term: string): Promise<number[]> => {
      const prepared = search.prepare(term, now());
      return search.ids(prepared, { limit: LOOKED_AT, after });
    };
    const terms = search.terms(text, now()).slice(0, TERMS);
    const matching: { term: string; ids: Set<number> }[] = [];
    for (const term of terms) matching.push({ term, ids: new Set(await idsOf(term)) });
    return (await idsOf(''))
      .map((id) => ({
        id,
        lacks: matching.flatMap(({ term, ids }) => (ids.has(id) ? [] : [term])),
      }))
      .filter(({ lacks }) => lacks.length > 0)
      .toSorted((a, b) => a.lacks.length - b.lacks.length || b.id - a.id)
      .slice(0, limit)
      .map(({ id, lacks }) => ({ id: encodeId(id), lacks }));
  };
}
