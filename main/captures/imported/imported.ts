import { setImmediate as turn } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { Clock } from '../../lib/clock.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import type { Arrival, KeptBody } from '../arrival.ts';
import type { BodyFolder } from '../body-sink.ts';
import { decodeId, encodeId } from '../capture-id.ts';
import type { CaptureStore } from '../capture-store.ts';
import { openListRows } from '../list-rows.ts';
import type { LiveCaptures } from '../live/live-captures.ts';
import type { Totals } from '../totals.ts';
import type { Writable } from '../url-secrets/url-secrets.ts';
import { openImportRows, type Origin, timeOf } from './import-rows.ts';
import { type ImportOf, type IncomingEntry, type Judge, toldOf } from './incoming.ts';
import { openSlots } from './slots.ts';

interface Parts {
  db: Database;
  groups: GroupCommit;
  store: CaptureStore;
  bodies: BodyFolder;
  /** Deletes a body file unless a capture owns it. */
  dropFile: (file: string) => void;
  clock: Clock;
  nextId: (nowMs: number) => number;
  totals: Totals;
  live: Pick<LiveCaptures, 'refresh'>;
  /** Tells the search that there is more to index. */
  wake: () => void;
  onChange: () => void;
  /** Deletes rows for good. */
  purge: (rowIds: readonly number[]) => Promise<number>;
}

/** What captures are looked at by before they are written. */
export interface Checks {
  judge: Judge;
  /** Without what opens one of our URLs. */
  leaveOut: (arrival: Arrival) => Writable;
}

type Also = (entry: IncomingEntry, rowId: number) => void;

const MOST_AT_ONCE = 500;
/** Each transaction is synced: fewer would be mostly that. */
const LEAST_AT_ONCE = 25;
/** A transaction is as long as what arrives meanwhile can wait. */
const COMMIT_MS = 6;
const REMOVED_AT_ONCE = 100;
const ANNOUNCED = 'Captures were imported.';

/**
 * Captures that come in as files. They are rows like all others and passed no stage: nobody is told that one
 * arrived, so nothing is run, loaded, forwarded or noticed, and no rate or counter knows of them.
 */
export function openImported(parts: Parts) {
  const { db, groups, store, bodies, clock, totals, live } = parts;
  const rows = openImportRows(db);
  const list = openListRows(db);
  const slotFor = openSlots({
    isTaken: rows.isTaken,
    nextId: parts.nextId,
    now: () => clock.now(),
  });
  let atOnce = LEAST_AT_ONCE;

  /** Writes one; call inside a group commit. */
  function write(
    entry: IncomingEntry,
    body: KeptBody,
    of: ImportOf,
    { judge, leaveOut }: Checks,
  ): { id: number; bytes: number } {
    const { capture, ours } = entry;
    const time = timeOf(entry);
    const id = slotFor(ours ? decodeId(capture.id) : undefined, time);
    const { arrival, save } = leaveOut(arrivalOf(entry, id, time ?? of.at, body));
    const bytes = store.insert(arrival);
    const found = judge(entry, of.endpoint?.id ?? null);
    const sender = {
      provider: found?.provider ?? capture.provider,
      eventType: found?.eventType ?? capture.eventType,
      deliveryId: found?.deliveryId ?? capture.deliveryId,
      signature: found?.signature ?? null,
      detail: found?.detail ?? null,
    };
    const { reply } = capture;
    const outcome = {
      endpoint: of.endpoint,
      decidedBy: 'receive' as const,
      reason: capture.reason,
      reply: reply && { ...reply, body: Buffer.from(capture.replyBody ?? []) },
      durationUs: Math.round((capture.durationMs ?? 0) * 1000),
      stages: [
        {
          stage: 'receive' as const,
          startMs: 0,
          durationMs: 0,
          result: 'ok' as const,
          note: `imported from ${of.name}`,
        },
      ],
    };
    list.list({ arrival, storedBytes: bytes, outcome, sender });
    store.recordReply(id, outcome, sender);
    if (arrival.surplus) store.saveSurplus(id, arrival.surplus);
    save?.();
    const { detail: _, ...judged } = sender;
    rows.mark(id, entry, of, toldOf(entry, judged, of.endpoint !== null));
    return { id, bytes };
  }

  async function writeTogether(
    entries: readonly IncomingEntry[],
    of: ImportOf,
    checks: Checks,
    also: Also,
  ): Promise<number[]> {
    const kept: { entry: IncomingEntry; body: KeptBody }[] = [];
    try {
      for (const entry of entries) {
        kept.push({ entry, body: await keptBody(bodies, entry.capture.body) });
      }
      let tookMs = 0;
      const written = await groups.commit(() => {
        const start = performance.now();
        const done = kept.map(({ entry, body }) => {
          const one = write(entry, body, of, checks);
          also(entry, one.id);
          return one;
        });
        tookMs = performance.now() - start;
        return done;
      }, 'nothing');
      const fitting = Math.floor((entries.length * COMMIT_MS) / Math.max(tookMs, 0.01));
      atOnce = Math.max(LEAST_AT_ONCE, Math.min(MOST_AT_ONCE, fitting, atOnce * 2));
      totals.add(
        written.length,
        written.reduce((sum, { bytes }) => sum + bytes, 0),
      );
      return written.map(({ id }) => id);
    } catch (error) {
      for (const { body } of kept) if (body.kind === 'file') parts.dropFile(body.file);
      throw error;
    }
  }

  return {
    /** Whether it is here already, other than by this import. */
    knownTo: rows.knownTo,
    /** Undefined for one that came by the wire. */
    origin: (id: CaptureId): Origin | undefined => rows.origin(decodeId(id) ?? -1),
    /** Says of one of `add` which capture of which node of a team it is; in `also`. */
    markOrigin: rows.markOrigin,
    /** The row of a capture of a node of a team, by its row id there; undefined where it is not here. */
    copyOf: rows.copyOf,
    /** How many are best given to `add` at once: it grows and shrinks with what a transaction takes. */
    batch: (): number => atOnce,
    /**
     * Writes captures under an import, in transactions that leave room for what arrives meanwhile.
     *
     * @param also called for each in the transaction that writes it; it may be called twice, the first time taken back.
     * @returns their ids, in the order given.
     */
    async add(
      entries: readonly IncomingEntry[],
      of: ImportOf,
      checks: Checks,
      also: Also = () => {},
    ): Promise<CaptureId[]> {
      const ids: CaptureId[] = [];
      for (let at = 0; at < entries.length;) {
        const slice = entries.slice(at, at + atOnce);
        at += slice.length;
        ids.push(...(await writeTogether(slice, of, checks, also)).map(encodeId));
        await turn();
      }
      live.refresh(ANNOUNCED);
      parts.wake();
      parts.onChange();
      return ids;
    },
    /** Deletes for good whatever an import added. @returns how many. */
    async removeImport(importId: string): Promise<number> {
      let removed = 0;
      let after = -1;
      for (;;) {
        const ids = rows.ofImport(importId, after, REMOVED_AT_ONCE);
        const last = ids.at(-1);
        if (last === undefined) break;
        after = last;
        removed += await parts.purge(ids);
        await turn();
      }
      if (removed > 0) live.refresh('An import was undone.');
      parts.onChange();
      return removed;
    },
  };
}

function arrivalOf(
  { capture }: IncomingEntry,
  id: number,
  receivedAt: number,
  body: KeptBody,
): Arrival {
  const { surplus, surplusBytes } = capture;
  return {
    id,
    receivedAt,
    method: capture.method,
    target: capture.target,
    httpVersion: capture.httpVersion,
    headers: capture.headers,
    trailers: capture.trailers,
    remoteAddress: capture.remoteAddress,
    remotePort: capture.remotePort,
    reportedClient: capture.reportedClient,
    viaTunnel: capture.viaTunnel,
    // A capture of another installation has no replay here.
    replayOf: null,
    declaredBytes: capture.declaredBytes,
    body,
    cut: capture.cut,
    failure: capture.failure,
    surplus: surplus && {
      bytes: Buffer.from(surplusBytes ?? []),
      sizeBytes: surplus.sizeBytes,
    },
  };
}

async function keptBody(bodies: BodyFolder, bytes: Uint8Array): Promise<KeptBody> {
  const sink = bodies.sink();
  try {
    if (bytes.length > 0) sink.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    return await sink.finish();
  } catch (error) {
    sink.discard();
    throw error;
  }
}
