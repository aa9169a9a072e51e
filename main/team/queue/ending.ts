import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import { nextState, standingAfter } from '../../deliveries/rules/next-state.ts';
import type { Made } from '../../deliveries/sending/attempt.ts';
import type { KeptDestination, Standing } from '../../deliveries/store/destination-store.ts';
import type { Begun } from '../../deliveries/store/rows.ts';
import { STANDING, standingOf, type StandingRow } from './lanes.ts';

/** An attempt of this node that ended and is not in the team yet. */
export interface EndedClaim {
  begun: Begun;
  fence: string;
  destination: KeptDestination;
  made: Made;
  /** By the server's clock, epoch ms. */
  endedAt: number;
}

/** What the ends did to a lane, for whoever tells people. */
export interface Fortune {
  destination: KeptDestination;
  before: Standing;
  after: Standing;
  givenUp: number;
  last: string;
}

/**
 * Writes how attempts ended, in the transaction that is open. Where the fence is another one by now the lease was lost:
 * the attempt is kept as late, and nothing else changes.
 *
 * @throws Error of the driver
 */
export async function writeEnds(
  client: pg.Client,
  ended: readonly EndedClaim[],
  random: () => number,
): Promise<Fortune[]> {
  if (ended.length === 0) return [];
  const ids = [...new Set(ended.map(({ destination }) => destination.id))];
  // Always in one order, and before any row of theirs: no two nodes wait for each other.
  const { rows: lanes } = await client.query<StandingRow>(
    `SELECT ${STANDING} FROM lanes l WHERE l.destination_id = ANY ($1) ORDER BY l.destination_id FOR NO KEY UPDATE`,
    [ids],
  );
  const fortunes = new Map<DestinationId, Fortune>();
  const ends = ended
    .toSorted((a, b) => a.begun.row.seq - b.begun.row.seq)
    .flatMap((one) => {
      const lane = lanes.find((row) => row.destination_id === one.destination.id);
      if (lane === undefined) return [];
      const { begun, destination, made, endedAt } = one;
      const { verdict, words } = made;
      const told = { begun, destination, verdict, words, endedAt, cancelAsked: false };
      const before = standingOf(lane);
      if (!fortunes.has(destination.id))
        fortunes.set(destination.id, { destination, before, after: before, givenUp: 0, last: '' });
      return [{ ...one, told, change: nextState(told, random()) }];
    });
  const inTime = await writeDeliveries(client, ends);
  await writeAttempts(client, ends, inTime);
  for (const { destination, fence, told, change, made } of ends) {
    const fortune = fortunes.get(destination.id);
    if (fortune === undefined || !inTime.has(fence)) continue;
    fortune.after = standingAfter(fortune.after, told, change, random());
    fortune.last = made.words;
    if (change.state === 'discarded') fortune.givenUp += 1;
  }
  for (const { destination, before, after } of fortunes.values())
    if (!isDeepStrictEqual(before, after)) await writeStanding(client, destination.id, after);
  return [...fortunes.values()];
}

interface End extends EndedClaim {
  change: ReturnType<typeof nextState>;
}

/** One statement for all: a turn of many attempts costs no more trips than that of one. @returns fences that were the row's still */
async function writeDeliveries(
  client: pg.Client,
  ends: readonly End[],
): Promise<ReadonlySet<string>> {
  const of = <T>(pick: (end: End) => T): T[] => ends.map(pick);
  const { rows } = await client.query<{ fence: string }>(
    `UPDATE deliveries d
        SET state = e.state, reason = e.reason, slot = e.slot, next_at = coalesce(to_timestamp(e.next_at), d.next_at),
            last_status = e.last_status, last_failure = e.last_failure, finished_at = to_timestamp(e.finished_at),
            attempts = d.attempts - e.uncounted, leased_by = NULL, lease_until = NULL, fence = NULL
       FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::int[], $6::float8[], $7::int[], $8::text[],
                   $9::float8[], $10::int[])
            AS e (id, fence, state, reason, slot, next_at, last_status, last_failure, finished_at, uncounted)
      WHERE d.id = e.id AND d.fence = e.fence
     RETURNING e.fence`,
    [
      of(({ begun }) => begun.row.seq),
      of(({ fence }) => fence),
      of(({ change }) => change.state),
      of(({ change }) => change.reason),
      of(({ change }) => change.slot),
      of(({ change }) => seconds(change.next_attempt_at)),
      of(({ change }) => change.last_status),
      of(({ change }) => change.last_failure),
      of(({ change }) => seconds(change.finished_at)),
      of(({ change }) => (change.uncounted === true ? 1 : 0)),
    ],
  );
  return new Set(rows.map(({ fence }) => fence));
}

/** An end that is written again, because nobody knows whether it was, is not late. */
async function writeAttempts(
  client: pg.Client,
  ends: readonly End[],
  inTime: ReadonlySet<string>,
): Promise<void> {
  const of = <T>(pick: (end: End) => T): T[] => ends.map(pick);
  await client.query(
    `UPDATE attempts a
        SET finished_at = to_timestamp(e.finished_at), outcome = e.outcome, status = e.status, error = e.error, late = e.late
       FROM unnest($1::bigint[], $2::int[], $3::bigint[], $4::float8[], $5::text[], $6::int[], $7::text[], $8::boolean[])
            AS e (delivery_id, number, fence, finished_at, outcome, status, error, late)
      WHERE a.delivery_id = e.delivery_id AND a.number = e.number AND a.fence = e.fence
        AND a.outcome IN ('sending', 'interrupted')`,
    [
      of(({ begun }) => begun.row.seq),
      of(({ begun }) => begun.row.attempts),
      of(({ fence }) => fence),
      of(({ endedAt }) => seconds(endedAt)),
      of(({ made }) => (made.verdict.kind === 'canceled' ? 'interrupted' : made.made.outcome)),
      of(({ made }) => made.made.result.status),
      of(({ made }) => plain(made.words)),
      of(({ fence }) => !inTime.has(fence)),
    ],
  );
}

async function writeStanding(client: pg.Client, id: DestinationId, now: Standing): Promise<void> {
  await client.query(
    `UPDATE lanes SET state = CASE WHEN state = 'live' THEN $2 ELSE state END, off_reason = $3, breaker = $4,
            failures = $5, first_failure_at = $6, discarded = $7 WHERE destination_id = $1`,
    [
      id,
      now.state,
      now.offReason,
      JSON.stringify(now.breaker),
      now.failures,
      now.firstFailureAt,
      now.discarded,
    ],
  );
}

const seconds = (at: number | null): number | null => (at === null ? null : at / 1000);
const plain = (text: string): string | null =>
  text === '' ? null : text.replaceAll('\0', '').toWellFormed();
