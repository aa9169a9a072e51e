import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { EngineCredentials } from '../../../preload/contract/deliveries/engines.ts';
import { type Destination, DestinationInput } from '../../../preload/contract/destinations.ts';
import { timeoutOfSchedule } from '../../../preload/rules/schedule-timeout.ts';
import { isThisMachine, type Target } from '../../outbound/target.ts';
import type { Protection } from '../../secrets/secrets.ts';
import { firstTarget } from '../engines/places.ts';
import { type Breaker, CLOSED } from '../rules/breaker.ts';
import { offsetsOf } from '../rules/schedule.ts';
import { Shared } from '../shared/shape.ts';

// A signature is always named here: rows of before have one, and the room fills in what a form leaves out.
/** Of a destination, as they are kept. */
export const Settings = DestinationInput.omit({ authorization: true, credentials: true }).extend({
  signing: z.string().default('standard'),
  /** null: its deliveries are made here alone. */
  shared: Shared.nullable().default(null),
});
export type Settings = z.infer<typeof Settings>;

/** What the outcome of attempts changes. */
export interface Standing {
  state: Destination['state'];
  offReason: string | null;
  breaker: Breaker;
  /** Failed attempts since the last success. */
  failures: number;
  firstFailureAt: number | null;
  /** Deliveries discarded in a row. */
  discarded: number;
}

export interface KeptSecret {
  id: string;
  value: string;
  last4: string;
  createdAt: number;
  signsUntil: number | null;
}

/** A destination as the engine holds it. */
export interface KeptDestination extends Standing {
  id: DestinationId;
  settings: Settings;
  authorization: string | null;
  /** Of an event engine. */
  credentials: EngineCredentials | null;
  createdAt: number;
  removedAt: number | null;
  /** Newest first. */
  secrets: KeptSecret[];
  /** What a project file refers to: goes before its own, and is in memory only. */
  lent?: {
    authorization: string | null;
    credentials: EngineCredentials | null;
    secret: KeptSecret | null;
  };
  target: Target;
  loopback: boolean;
  /** When attempts are due, in ms after the first. */
  offsets: number[];
  /** For the whole answer. */
  timeoutMs: number;
}

/**
 * Whether what is sent there stays on this computer, by the spelling of its address. Event engines name other addresses by
 * themselves, so none of them does.
 */
export const staysHere = ({ settings, loopback }: KeptDestination): boolean =>
  settings.kind === 'http' && loopback;

interface Row {
  id: DestinationId;
  settings: string;
  authorization: Buffer | null;
  credentials: Buffer | null;
  state: Destination['state'];
  off_reason: string | null;
  breaker: string;
  failures: number;
  first_failure_at: number | null;
  discarded: number;
  created_at: number;
  removed_at: number | null;
}

interface SecretRow {
  id: string;
  value: Buffer;
  last4: string;
  created_at: number;
  signs_until: number | null;
}

/** What lets a destination in at its engine: what was lent goes before its own. */
export const loginOf = ({
  lent,
  credentials,
}: Pick<KeptDestination, 'lent' | 'credentials'>): EngineCredentials | null =>
  lent?.credentials ?? credentials;

export type DestinationStore = ReturnType<typeof openDestinationStore>;

export const FRESH: Standing = {
  state: 'live',
  offReason: null,
  breaker: CLOSED,
  failures: 0,
  firstFailureAt: null,
  discarded: 0,
};

/** What follows from the settings: where it is, when it is tried, and how long. */
export function derived(
  settings: Settings,
): Pick<KeptDestination, 'target' | 'loopback' | 'offsets' | 'timeoutMs'> {
  const parsed = firstTarget(settings.kind, settings.url);
  if (!parsed.ok) throw new Error(parsed.why);
  const { target } = parsed;
  const { schedule } = settings;
  return {
    target,
    // Of a shared one each node has its own: what is learned here says nothing of theirs.
    loopback: settings.shared === null && isThisMachine(target),
    offsets: offsetsOf(schedule),
    timeoutMs: settings.timeoutMs ?? timeoutOfSchedule(schedule.kind),
  };
}

/** Reads and writes `destinations` and `destination_secrets`. */
export function openDestinationStore(db: Database, { protect, unprotect }: Protection) {
  const selectAll = db.prepare<[], Row>('SELECT * FROM destinations ORDER BY created_at, id');
  const selectSecrets = db.prepare<[DestinationId], SecretRow>(`
    SELECT id, value, last4, created_at, signs_until FROM destination_secrets
     WHERE destination_id = +? ORDER BY rowid`);
  const upsert = db.prepare(`
    INSERT INTO destinations (id, settings, authorization, credentials, state, off_reason, breaker,
                              failures, first_failure_at, discarded, created_at, removed_at)
    VALUES (:id, :settings, :authorization, :credentials, :state, :offReason, :breaker, :failures,
            :firstFailureAt, :discarded, :createdAt, :removedAt)
    ON CONFLICT (id) DO UPDATE SET settings = :settings, authorization = :authorization,
      credentials = :credentials, state = :state, off_reason = :offReason, breaker = :breaker, failures = :failures,
      first_failure_at = :firstFailureAt, discarded = :discarded, removed_at = :removedAt`);
  const updateStanding = db.prepare(`
    UPDATE destinations SET state = :state, off_reason = :offReason, breaker = :breaker,
           failures = :failures, first_failure_at = :firstFailureAt, discarded = :discarded
     WHERE id = :id`);
  const deleteSecrets = db.prepare<[DestinationId]>(
    'DELETE FROM destination_secrets WHERE destination_id = ?',
  );
  const insertSecret = db.prepare(`
    INSERT INTO destination_secrets (id, destination_id, value, last4, created_at, signs_until)
    VALUES (:id, :destinationId, :value, :last4, :createdAt, :signsUntil)`);

  function toKept(row: Row): KeptDestination {
    // Rows of an older version lack fields: the schema has what they meant.
    const settings = Settings.parse(JSON.parse(row.settings));
    return {
      id: row.id,
      settings,
      authorization: row.authorization && unprotect(row.authorization),
      credentials: row.credentials && (JSON.parse(unprotect(row.credentials)) as EngineCredentials),
      state: row.state,
      offReason: row.off_reason,
      breaker: JSON.parse(row.breaker) as Breaker,
      failures: row.failures,
      firstFailureAt: row.first_failure_at,
      discarded: row.discarded,
      createdAt: row.created_at,
      removedAt: row.removed_at,
      secrets: selectSecrets.all(row.id).map((secret) => ({
        id: secret.id,
        value: unprotect(secret.value),
        last4: secret.last4,
        createdAt: secret.created_at,
        signsUntil: secret.signs_until,
      })),
      ...derived(settings),
    };
  }

  return {
    /** In the order they were made, deleted ones included: their deliveries still name them. */
    all: (): KeptDestination[] => selectAll.all().map(toKept),
    put(one: KeptDestination): void {
      const {
        secrets,
        target: _target,
        loopback: _loopback,
        offsets: _offsets,
        lent: _lent,
        ...rest
      } = one;
      upsert.run({
        ...rest,
        settings: JSON.stringify(one.settings),
        authorization: one.authorization === null ? null : protect(one.authorization),
        credentials: one.credentials === null ? null : protect(JSON.stringify(one.credentials)),
        breaker: JSON.stringify(one.breaker),
      });
      deleteSecrets.run(one.id);
      for (const secret of secrets) {
        insertSecret.run({ ...secret, destinationId: one.id, value: protect(secret.value) });
      }
    },
    saveStanding: (id: DestinationId, standing: Standing): void =>
      void updateStanding.run({ id, ...standing, breaker: JSON.stringify(standing.breaker) }),
  };
}
