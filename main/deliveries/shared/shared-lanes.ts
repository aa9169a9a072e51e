import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { Attempt } from '../../../preload/contract/deliveries/attempts.ts';
import type { Clock } from '../../lib/clock.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import { checkInput } from '../destinations/destination-input.ts';
import type { Guards } from '../destinations/check-engine.ts';
import type { Destinations } from '../destinations/destinations.ts';
import type { DeliveryStore } from '../store/delivery-store.ts';
import {
  derived,
  FRESH,
  type KeptDestination,
  Settings,
  type Standing,
} from '../store/destination-store.ts';
import type { MessageStore } from '../store/message-store.ts';
import type { SharedAttempts } from '../store/shared-attempts.ts';
import type { SharedStore } from '../store/shared-store.ts';
import { toAttempt, toldOnly } from '../window/views.ts';
import type {
  Handed,
  HeldAttempt,
  KnownHere,
  Lane,
  MirroredRow,
  OpenHere,
  TeamLanes,
  ToldAttempt,
} from './lane.ts';
import { needsOf, placeOf } from './marks.ts';
import { checkShareable } from './shareable.ts';

interface Parts {
  destinations: Destinations;
  guards: Guards;
  store: SharedStore;
  attempts: SharedAttempts;
  deliveries: DeliveryStore;
  messages: MessageStore;
  captureBody: (rowId: number) => Promise<Buffer | undefined>;
  team: TeamLanes;
  commit: Pick<GroupCommit, 'commit'>;
  clock: Clock;
  onChange: (seqs: number[], id: DestinationId | null) => void;
  log: (message: string, error: unknown) => void;
}

const CHUNK = 2000;
const NOT_SHARED = 'Its destination is no longer shared with the team.';
const BODY_GONE = 'The capture with the body no longer exists.';

export type SharedLanes = ReturnType<typeof createSharedLanes>;

/** Destinations that the team has, as they are here; the team is their truth. */
export function createSharedLanes(parts: Parts) {
  const { destinations, store, team, commit, clock, onChange } = parts;
  /** Told of once. */
  const refused = new Set<string>();
  let busy: Promise<unknown> = Promise.resolve();

  /** One after the other: what was read from the team before a person changed it must not be taken over after it. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = busy.then(work);
    busy = done.catch(() => {});
    return done;
  }

  const shared = (): KeptDestination[] =>
    [...destinations.all()].filter(
      ({ settings, removedAt }) => settings.shared !== null && removedAt === null,
    );

  /** What waits here is of the team from now on: it goes there, and the queue of this node leaves it alone. */
  async function becomes(one: KeptDestination, settings: Settings): Promise<void> {
    const was = one.settings;
    // At once: the queue must not take what is handed over below.
    Object.assign(one, { settings, ...derived(settings) });
    try {
      await destinations.keep(one, () => {
        for (let after = 0; ;) {
          const rows = store.open(one.id, after, CHUNK);
          for (const { seq } of rows) team.handOver(seq);
          after = rows.at(-1)?.seq ?? after;
          if (rows.length < CHUNK) return;
        }
      });
    } catch (error) {
      Object.assign(one, { settings: was, ...derived(was) });
      throw error;
    }
  }

  /** It is not of the team any more: what waits ends, and one that was made here goes on as an own one. */
  async function ends(one: KeptDestination, why = NOT_SHARED): Promise<void> {
    if (one.settings.shared === null) return;
    for (;;) {
      const ended = await commit.commit(() => store.endAll(one.id, why, clock.now(), CHUNK));
      if (ended < CHUNK) break;
    }
    const isOwn = one.settings.shared.here;
    const settings = { ...one.settings, shared: null };
    await destinations.keep({
      ...one,
      ...FRESH,
      settings,
      ...derived(settings),
      ...(!isOwn && { removedAt: clock.now(), state: 'paused' as const }),
    });
    onChange([], one.id);
  }

  /** Undefined where this Backstitch would not take such a destination. */
  function settingsOf(lane: Lane, teamId: string): Settings | undefined {
    const one = destinations.find(lane.id);
    const before = one?.settings.shared;
    const { marks, authorizationAt, version } = lane;
    try {
      const read = Settings.parse({ ...(lane.settings as object), shared: null });
      checkInput(parts.guards, read);
      checkShareable(read);
      const isHere = before?.here ?? one?.removedAt === null;
      const fresh = { here: isHere, mine: null };
      return {
        ...read,
        name: freeName(read.name, lane.id),
        shared: { ...fresh, ...before, teamId, marks, authorizationAt, version },
      };
    } catch (error) {
      const key = `${lane.id} ${version}`;
      if (!refused.has(key)) parts.log('A shared destination cannot be taken over.', error);
      refused.add(key);
      return undefined;
    }
  }

  function freeName(name: string, id: DestinationId): string {
    const isTaken = [...destinations.all()].some(
      (other) =>
        other.id !== id &&
        other.removedAt === null &&
        other.settings.name.toLowerCase() === name.toLowerCase(),
    );
    return isTaken ? `${name.slice(0, 73)} (team)` : name;
  }

  async function takeOver(lane: Lane, teamId: string): Promise<void> {
    const one = destinations.find(lane.id);
    const standing = standingOf(lane);
    if (
      one !== undefined &&
      one.removedAt === null &&
      one.settings.shared?.version === lane.version
    ) {
      if (JSON.stringify(standingOf(one)) !== JSON.stringify(standing))
        await destinations.keep({ ...one, ...standing });
      return;
    }
    const settings = settingsOf(lane, teamId);
    if (settings === undefined) return;
    if (one !== undefined && one.removedAt === null && one.settings.shared === null) {
      await becomes(one, settings);
      return;
    }
    await destinations.keep({
      id: lane.id,
      authorization: null,
      credentials: null,
      createdAt: clock.now(),
      secrets: [],
      ...one,
      removedAt: null,
      settings,
      ...derived(settings),
      ...standing,
    });
  }

  return {
    all: shared,
    becomes,
    ends,
    inTurn,
    sync: (read: () => Promise<{ id: string; lanes: readonly Lane[] } | null>): Promise<void> =>
      inTurn(async () => {
        const now = await read();
        const there = new Set(now?.lanes.map(({ id }) => id));
        for (const one of shared()) {
          const isThere = there.has(one.id) && one.settings.shared?.teamId === now?.id;
          if (!isThere) await ends(one);
        }
        for (const lane of now?.lanes ?? []) await takeOver(lane, now?.id ?? '');
      }),
    equipped: (): KeptDestination[] =>
      shared().filter((one) => needsOf(one, clock.now()).length === 0),
    async handed(seq: number): Promise<Handed | undefined> {
      const row = parts.deliveries.get(seq);
      const message = row && parts.messages.get(row.message_id);
      const one = row && destinations.find(row.destination_id);
      if (row === undefined || message === undefined || row.finished_at !== null) return undefined;
      if (one === undefined || one.settings.shared === null) return undefined;
      const captured = message.capture_id;
      const body =
        message.body ?? (captured === null ? undefined : await parts.captureBody(captured));
      if (body === undefined) {
        const end = { next_attempt_at: null, finished_at: clock.now(), reason: BODY_GONE };
        await commit.commit(() => parts.deliveries.end(seq, { ...row, ...end, state: 'failed' }));
        onChange([seq], one.id);
        return undefined;
      }
      return {
        messageId: message.id,
        destinationId: one.id,
        eventType: message.event_type,
        contentType: message.content_type,
        method: message.method,
        path: message.path,
        headers: message.headers,
        signs: message.signs === 1,
        body,
        origin: message.origin,
        captureId: captured,
        createdAt: message.created_at,
        nextAt: row.next_attempt_at ?? clock.now(),
        deadlineAt: row.deadline_at,
        baseAt: row.base_at,
        slot: row.slot,
        attempts: row.attempts,
      };
    },
    open: (after: number, limit: number): KnownHere[] =>
      shared()
        .flatMap(({ id }) => store.open(id, after, limit))
        .toSorted((a, b) => a.seq - b.seq)
        .slice(0, limit),
    async mirror(rows: readonly MirroredRow[]): Promise<void> {
      if (rows.length === 0) return;
      await commit.commit(() => {
        for (const { seq, now, attempts } of rows) {
          const row = parts.deliveries.get(seq);
          if (row === undefined) continue;
          const { message_id: messageId, destination_id: destinationId } = row;
          parts.attempts.tell({ messageId, destinationId }, attempts);
          store.mirror(seq, now);
        }
      });
      onChange(
        rows.map(({ seq }) => seq),
        null,
      );
    },
    keepAttempt: (one: HeldAttempt, finishedAt: number): Promise<void> =>
      commit.commit(() => parts.attempts.keep(one, finishedAt)),
    attemptsOf(key: Omit<OpenHere, 'seq'>, told: readonly ToldAttempt[]): Attempt[] {
      const here = new Map(parts.attempts.of(key).map((row) => [row.id, row]));
      return told.map((one) => {
        const kept = here.get(-one.fence);
        return kept?.held === 1 ? { ...toAttempt(kept), late: one.late } : toldOnly(one);
      });
    },
    /** What a person at this computer agrees to by typing what it needs. */
    agreed(one: KeptDestination): Settings {
      const { shared: now } = one.settings;
      if (now === null) return one.settings;
      const { authorizationAt } = now;
      return {
        ...one.settings,
        shared: { ...now, mine: { place: placeOf(one.settings), authorizationAt } },
      };
    },
  };
}

const standingOf = (one: Standing): Standing => ({
  state: one.state,
  offReason: one.offReason,
  breaker: one.breaker,
  failures: one.failures,
  firstFailureAt: one.firstFailureAt,
  discarded: one.discarded,
});
