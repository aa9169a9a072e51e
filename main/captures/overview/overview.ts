import type { Database } from 'better-sqlite3';
import type { z } from 'zod';
import type {
  GroupPage,
  GroupsInput,
  Histogram,
  HistogramInput,
} from '../../../preload/contract/captures/overview.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { arrivedAt, decodeId, encodeId, firstIdAt } from '../capture-id.ts';
import type { PreparedSearch, Search } from '../search/search.ts';
import { openLastFits } from './last-fits.ts';
import type { OwnerFacts } from './owner-facts.ts';
import { roundScale } from '../../lib/round-scale.ts';

interface Parts {
  db: Database;
  search: Pick<Search, 'carry'>;
  /** A search over all that arrived before it was asked. */
  ready: (text: string) => Promise<PreparedSearch>;
  /** Resolves once everything that was answered is in the list. */
  settled: () => Promise<void>;
  now: () => number;
}

const EVER = Number.MAX_SAFE_INTEGER;
const SPARKS = 24;

/** What is found, seen from above: over time, and in groups. */
export function createOverview({ db, search: { carry }, ready, settled, now }: Parts) {
  const lastFits = openLastFits(db);
  const oldest = db
    .prepare<[], number>('SELECT id FROM captures WHERE removed_batch IS NULL ORDER BY id LIMIT 1')
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
      const range = { from: firstIdAt(asked.from), below: firstIdAt(asked.to) };
      const scale = { from, bucketMs, count };
      const { compiled } = search;
      const counts = await carry({ kind: 'histogram', compiled, range, scale }, signal);
      return { from, bucketMs, counts };
    },
    /** What came to each endpoint, webhook or integration, by its id; `since` is epoch ms. */
    async owners(since: number, signal?: AbortSignal): Promise<OwnerFacts[]> {
      const { compiled } = await prepared('');
      return carry({ kind: 'owners', compiled, since }, signal);
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
      const before = input.before === undefined ? EVER : (decodeId(input.before) ?? EVER);
      const { by, limit } = input;
      const { compiled } = search;
      return carry({ kind: 'groups', compiled, by, limit, before, time }, signal);
    },
  };
}
