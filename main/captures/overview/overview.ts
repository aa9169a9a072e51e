import type { Database } from 'better-sqlite3';
import type { z } from 'zod';
import type {
  GroupPage,
  GroupsInput,
  Histogram,
  HistogramCounts,
  HistogramInput,
} from '../../../preload/contract/captures/overview.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { arrivedAt, decodeId, encodeId, firstIdAt } from '../capture-id.ts';
import type { PreparedSearch } from '../search/search.ts';
import { collectGroups, pageOfGroups, type GroupRow, groupColumns } from './groups.ts';
import { openLastFits } from './last-fits.ts';
import { collectOwners, OWNER_COLUMNS, type OwnerFacts, type OwnerRow } from './owner-facts.ts';
import { roundScale } from '../../lib/round-scale.ts';
import { openSlices } from './slices.ts';

interface Parts {
  db: Database;
  /** A search over all that arrived before it was asked. */
  ready: (text: string) => Promise<PreparedSearch>;
  /** Resolves once everything that was answered is in the list. */
  settled: () => Promise<void>;
  now: () => number;
}

const EVER = Number.MAX_SAFE_INTEGER;
const SPARKS = 24;
/** Never an answer: the request did not arrive whole, or nothing was sent back. */
const UNANSWERED = '(c.failure IS NOT NULL OR (c.status IS NULL AND c.duration_us IS NOT NULL))';
const KINDS = ['ok', 'refused', 'failed', 'replays'] as const satisfies (keyof HistogramCounts)[];
const FAILED = `(${UNANSWERED} OR c.status >= 400)`;
/** The time and the kind in one number, which is read faster than a row: a kind is its place in KINDS. */
const VALUE = `c.received_at * ${KINDS.length} + CASE
  WHEN c.replay_of IS NOT NULL THEN 3
  WHEN ${UNANSWERED} OR c.status >= 500 THEN 2
  WHEN c.status >= 400 THEN 1 ELSE 0 END`;

/** What is found, seen from above: over time, and in groups. */
export function createOverview({ db, ready, settled, now }: Parts) {
  const slices = openSlices(db);
  const lastFits = openLastFits(db);
  const oldest = db
    .prepare<[], number>('SELECT id FROM captures WHERE removed_batch IS NULL ORDER BY id LIMIT 1')
    .pluck();
  const nameOf = db
    .prepare<[number], string>('SELECT endpoint_name FROM captures WHERE id = ?')
    .pluck();

  /** @throws BackstitchError SEARCH_INVALID */
  async function prepared(text: string): Promise<PreparedSearch> {
    await settled();
    const search = await ready(text);
    const [problem] = search.problems;
    if (problem) throw new BackstitchError('SEARCH_INVALID', problem.message, { field: 'search' });
    return search;
  }

  /** The time that a search is about: all that is held, or what it says itself. */
  function span({ compiled }: PreparedSearch, from?: number, to?: number) {
    const first = oldest.get();
    const held = first === undefined ? now() : arrivedAt(first);
    const end = compiled.belowId === EVER ? now() + 1 : arrivedAt(compiled.belowId);
    return {
      from: from ?? Math.max(held, arrivedAt(compiled.fromId)),
      to: to ?? Math.min(now() + 1, end),
    };
  }

  return {
    /** Without the outages of the tunnel, which are not kept here. */
    async histogram(
      input: z.infer<typeof HistogramInput>,
      signal?: AbortSignal,
    ): Promise<Omit<Histogram, 'outages'>> {
      const search = await prepared(input.search);
      const asked = span(search, input.from, input.to);
      const { from, bucketMs, count } = roundScale(asked.from, asked.to, input.buckets);
      const counts = Array.from({ length: count }, () => ({
        ok: 0,
        refused: 0,
        failed: 0,
        replays: 0,
      }));
      const range = { from: firstIdAt(asked.from), below: firstIdAt(asked.to) };
      for await (const slice of slices.values(search, VALUE, range, signal)) {
        for (const value of slice) {
          const bucket = Math.floor((Math.floor(value / KINDS.length) - from) / bucketMs);
          const name = KINDS[value % KINDS.length];
          // A clock that stepped back leaves times that lie before those of the ids.
          const counted = counts[Math.min(Math.max(bucket, 0), count - 1)];
          if (counted && name) counted[name] += 1;
        }
      }
      return { from, bucketMs, counts };
    },
    /** What came to each endpoint, webhook or integration, by its id; `since` is epoch ms. */
    async owners(since: number, signal?: AbortSignal): Promise<OwnerFacts[]> {
      const search = await prepared('');
      const range = { from: 0, below: EVER };
      return collectOwners(slices.rows<OwnerRow>(search, OWNER_COLUMNS, range, signal), since);
    },
    /** The newest capture that each secret verified, of the newest that are verified. */
    async lastFits(): Promise<{ secretId: string; captureId: CaptureId; at: number }[]> {
      await settled();
      return lastFits().map(({ secretId, id }) => ({
        secretId,
        captureId: encodeId(id),
        at: arrivedAt(id),
      }));
    },
    /** Groups of what is found, the one with the newest capture first. */
    async groups(input: z.infer<typeof GroupsInput>, signal?: AbortSignal): Promise<GroupPage> {
      const search = await prepared(input.search);
      const { from, to } = span(search);
      const time = { from, widthMs: Math.max(1, Math.ceil((to - from) / SPARKS)), parts: SPARKS };
      const columns = groupColumns(input.by, FAILED);
      const rows = slices.rows<GroupRow>(search, columns, { from: 0, below: EVER }, signal);
      const groups = await collectGroups(rows, input.by, time);
      const before = input.before === undefined ? EVER : (decodeId(input.before) ?? EVER);
      return pageOfGroups(groups, { ...input, before }, (id) => nameOf.get(id) ?? '');
    },
  };
}
