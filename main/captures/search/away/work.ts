import type { Database } from 'better-sqlite3';
import type {
  GroupBy,
  GroupPage,
  HistogramCounts,
} from '../../../../preload/contract/captures/overview.ts';
import {
  collectGroups,
  FAILED,
  groupColumns,
  type GroupRow,
  pageOfGroups,
} from '../../overview/groups.ts';
import { countOverTime, VALUE } from '../../overview/over-time.ts';
import {
  collectOwners,
  OWNER_COLUMNS,
  type OwnerFacts,
  type OwnerRow,
} from '../../overview/owner-facts.ts';
import { type IdRange, openSlices } from '../../overview/slices.ts';
import type { Compiled } from '../conditions/condition.ts';
import { among, walk, type Walk } from '../walk.ts';

/** What is asked of all captures, as data: it may be carried out in another process. */
export type SearchWork =
  | ({ kind: 'ids'; compiled: Compiled } & Walk)
  | { kind: 'among'; compiled: Compiled; ids: readonly number[] }
  | { kind: 'count'; compiled: Compiled; cap: number }
  | {
      kind: 'histogram';
      compiled: Compiled;
      range: IdRange;
      /** Buckets of `bucketMs` from `from` on, epoch ms. */
      scale: { from: number; bucketMs: number; count: number };
    }
  | {
      kind: 'groups';
      compiled: Compiled;
      by: GroupBy;
      limit: number;
      /** Row id: groups whose newest capture is older than it. */
      before: number;
      time: { from: number; widthMs: number; parts: number };
    }
  | { kind: 'owners'; compiled: Compiled; since: number };

/** What comes of it, by its kind. */
export interface SearchResults {
  ids: number[];
  among: number[];
  count: { count: number; capped: boolean };
  histogram: HistogramCounts[];
  groups: GroupPage;
  owners: OwnerFacts[];
}

const ALL: IdRange = { from: 0, below: Number.MAX_SAFE_INTEGER };

/**
 * Carries out what is asked, in slices where it looks at every capture.
 *
 * @param signal ends it between two slices, with its reason thrown.
 */
export async function carryOut(
  db: Database,
  work: SearchWork,
  signal?: AbortSignal,
): Promise<SearchResults[SearchWork['kind']]> {
  const { compiled } = work;
  switch (work.kind) {
    case 'ids':
      return walk(db, compiled, work);
    case 'among':
      return among(db, compiled, work.ids);
    case 'count': {
      const { length } = walk(db, compiled, { limit: work.cap + 1 });
      return { count: Math.min(length, work.cap), capped: length > work.cap };
    }
    case 'histogram': {
      const slices = openSlices(db).values(compiled, VALUE, work.range, signal);
      return countOverTime(slices, work.scale);
    }
    case 'groups': {
      const columns = groupColumns(work.by, FAILED);
      const slices = openSlices(db).rows<GroupRow>(compiled, columns, ALL, signal);
      const groups = await collectGroups(slices, work.by, work.time);
      const nameOf = db
        .prepare<[number], string>('SELECT endpoint_name FROM captures WHERE id = ?')
        .pluck();
      return pageOfGroups(groups, work, (id) => nameOf.get(id) ?? '');
    }
    case 'owners': {
      const slices = openSlices(db).rows<OwnerRow>(compiled, OWNER_COLUMNS, ALL, signal);
      return collectOwners(slices, work.since);
    }
    default:
      return work satisfies never;
  }
}
