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
  for (const one of ended.toSorted((a, b) => a.begun.row.seq - b.begun.row.seq)) {
    const lane = lanes.find((row) => row.destination_id === one.destination.id);
    if (lane === undefined) continue;
    const before = standingOf(lane);
    const fortune = fortunes.get(one.destination.id) ?? {
      destination: one.destination,
      before,
      after: before,
      givenUp: 0,
      last: '',
    };
    fortunes.set(one.destination.id, fortune);
    await writeEnd(client, one, fortune, random);
  }
  for (const { destination, before, after } of fortunes.values())
    if (!isDeepStrictEqual(before, after)) await writeStanding(client, destination.id, after);
  return [...fortunes.values()];
}

async function writeEnd(
  client: pg.Client,
  one: EndedClaim,
  fortune: Fortune,
  random: () => number,
): Promise<void> {
  const { begun, fence, destination, made, endedAt } = one;
  const { verdict, words } = made;
  const ended = { begun, destination, verdict, words, endedAt, cancelAsked: false };
  const change = nextState(ended, random());
  const { rowCount } = await client.query(
    `UPDATE deliveries SET state = $3, reason = $4, slot = $5, next_at = coalesce(to_timestamp($6), next_at),
            last_status = $7, last_failure = $8, finished_at = to_timestamp($9), attempts = attempts - $10,
            leased_by = NULL, lease_until = NULL, fence = NULL
      WHERE id = $1 AND fence = $2`,
    [
      begun.row.seq,
      fence,
      change.state,
      change.reason,
      change.slot,
      seconds(change.next_attempt_at),
      change.last_status,
      change.last_failure,
      seconds(change.finished_at),
      change.uncounted === true ? 1 : 0,
    ],
  );
  const late = rowCount === 0;
  // An end that is written again, because nobody knows whether it was, is not late.
  await client.query(
    `UPDATE attempts SET finished_at = to_timestamp($4), outcome = $5, status = $6, error = $7, late = $8
      WHERE delivery_id = $1 AND number = $2 AND fence = $3 AND outcome IN ('sending', 'interrupted')`,
    [
      begun.row.seq,
      begun.row.attempts,
      fence,
      seconds(endedAt),
      verdict.kind === 'canceled' ? 'interrupted' : made.made.outcome,
      made.made.result.status,
      plain(words),
      late,
    ],
  );
  if (late) return;
  fortune.after = standingAfter(fortune.after, ended, change, random());
  fortune.last = words;
  if (change.state === 'discarded') fortune.givenUp += 1;
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
