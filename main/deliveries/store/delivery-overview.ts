import type { Database } from 'better-sqlite3';
import type { z } from 'zod';
import type {
  DeliveryBar,
  DeliveryGroup,
  DeliveryGroupsInput,
  DeliveryHistogram,
  DeliveryHistogramInput,
} from '../../../preload/contract/deliveries/overview.ts';
import { exactValue } from '../../../preload/rules/delivery-search.ts';
import { roundScale } from '../../lib/round-scale.ts';
import type { RowCondition } from './delivery-reader.ts';

/** So many deliveries are counted at most, the newest: more would hold up what is sent meanwhile. */
const COUNTED = 200_000;
const SPARKS = 24;

const SERIES = [
  'delivered',
  'waiting',
  'canceled',
  'failed',
] as const satisfies (keyof DeliveryBar)[];
const KIND = `CASE WHEN d.state = 'delivered' THEN 0 WHEN d.state = 'canceled' THEN 2
  WHEN d.state IN ('discarded', 'failed') THEN 3 ELSE 1 END`;

// Values are bound as reals: the division would not be one of whole numbers.
const BAR = 'CAST((d.created_at - :start_) / :width_ AS INTEGER)';

interface GroupRow {
  key: string | null;
  count: number;
  failed: number;
  waiting: number;
  newest: number;
}

export type DeliveryOverview = ReturnType<typeof openDeliveryOverview>;

/** What is found, seen from above: over time, and by destination or event. */
export function openDeliveryOverview(db: Database) {
  const newest = (where: string): string =>
    `SELECT d.seq, d.created_at, d.state, d.destination_id, d.event_type FROM deliveries d
      WHERE TRUE${where} ORDER BY d.seq DESC LIMIT ${COUNTED}`;

  function ends({ where, params }: RowCondition): { from: number; to: number } | undefined {
    const row = db
      .prepare<unknown[], { from: number | null; to: number | null }>(
        `SELECT min(created_at) AS "from", max(created_at) AS "to" FROM (${newest(where)})`,
      )
      .get(params);
    return row?.from == null || row.to == null ? undefined : { from: row.from, to: row.to };
  }

  return {
    /** @param now epoch ms: where time ends that nobody bounded. */
    histogram(
      condition: RowCondition,
      input: Pick<z.infer<typeof DeliveryHistogramInput>, 'from' | 'to' | 'buckets'>,
      now: number,
    ): DeliveryHistogram {
      const held = input.from === undefined ? ends(condition) : undefined;
      const first = input.from ?? held?.from;
      if (first === undefined) return { from: now, bucketMs: 10, counts: [] };
      const to = Math.max(first + 1, input.to ?? now + 1);
      const { from, bucketMs, count } = roundScale(first, to, input.buckets);
      const counts = Array.from({ length: count }, () => ({
        delivered: 0,
        waiting: 0,
        canceled: 0,
        failed: 0,
      }));
      const where = `${condition.where} AND d.created_at >= :from_ AND d.created_at < :to_`;
      const rows = db
        .prepare<unknown[], { bar: number; kind: number; n: number }>(
          `SELECT ${BAR} AS bar, ${KIND} AS kind, count(*) AS n
             FROM (${newest(where)}) d GROUP BY 1, 2`,
        )
        .all({ ...condition.params, from_: first, to_: to, start_: from, width_: bucketMs });
      for (const { bar, kind, n } of rows) {
        const counted = counts[Math.min(count - 1, Math.max(0, bar))];
        const name = SERIES[kind];
        if (counted && name) counted[name] += n;
      }
      return { from, bucketMs, counts };
    },
    /** The group with the newest delivery first. */
    groups(
      condition: RowCondition,
      { by, limit }: Pick<z.infer<typeof DeliveryGroupsInput>, 'by' | 'limit'>,
      nameOf: (destinationId: string) => string,
    ): { items: DeliveryGroup[]; total: number } {
      const { where, params } = condition;
      const column = by === 'destination' ? 'd.destination_id' : 'd.event_type';
      const rows = db
        .prepare<unknown[], GroupRow>(
          `SELECT ${column} AS key, count(*) AS count, max(d.created_at) AS newest,
                  sum(d.state IN ('discarded', 'failed')) AS failed,
                  sum(d.state IN ('scheduled', 'sending', 'held')) AS waiting
             FROM (${newest(where)}) d GROUP BY 1 ORDER BY max(d.seq) DESC`,
        )
        .all(params);
      const sparks = sparksOf(condition, column);
      const items = rows.slice(0, limit).map(({ key, ...figures }) => ({
        key: key ?? '',
        label: by === 'destination' ? nameOf(key ?? '') : (key ?? 'No event type'),
        search: searchOf(by, key),
        ...figures,
        spark: sparks.get(key) ?? Array.from({ length: SPARKS }, () => 0),
      }));
      return { items, total: rows.length };
    },
  };

  function sparksOf(condition: RowCondition, column: string): Map<string | null, number[]> {
    const held = ends(condition);
    const sparks = new Map<string | null, number[]>();
    if (held === undefined) return sparks;
    const width = Math.max(1, Math.ceil((held.to + 1 - held.from) / SPARKS));
    const rows = db
      .prepare<unknown[], { key: string | null; bar: number; n: number }>(
        `SELECT ${column} AS key, ${BAR} AS bar, count(*) AS n
           FROM (${newest(condition.where)}) d GROUP BY 1, 2`,
      )
      .all({ ...condition.params, start_: held.from, width_: width });
    for (const { key, bar, n } of rows) {
      const spark = sparks.get(key) ?? Array.from({ length: SPARKS }, () => 0);
      spark[Math.min(SPARKS - 1, Math.max(0, bar))] = n;
      sparks.set(key, spark);
    }
    return sparks;
  }
}

/** A destination is named by its id, which stays when it is called otherwise. */
function searchOf(by: 'destination' | 'event', key: string | null): string {
  if (by === 'destination') return `destination:${exactValue(key ?? '')}`;
  return key === null ? 'event:none' : `event:${exactValue(key)}`;
}
