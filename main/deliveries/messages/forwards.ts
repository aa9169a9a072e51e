import type { Database } from 'better-sqlite3';
import { newId } from '../../lib/new-id.ts';
import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { Forward, ForwardInput } from '../../../preload/contract/deliveries/forwards.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import type { Message } from './accept.ts';
import { type CapturedParts, type CaptureForForward, messageOf } from './captured-message.ts';
import type { AcceptAll } from './accept-all.ts';
import { type KeptDestination, staysHere } from '../store/destination-store.ts';
import { type KeptForward, openForwardStore } from '../store/forward-store.ts';

export interface ForwardParts extends CapturedParts {
  db: Database;
  commit: Pick<GroupCommit, 'commit'>;
  find: (id: DestinationId) => KeptDestination | undefined;
  wasForwarded: (forwardId: string, captureRowId: number) => boolean;
  acceptAll: AcceptAll;
  captures: {
    /** undefined where it is gone. */
    readWhole: (rowId: number) => Promise<CaptureForForward | undefined>;
    /** Those of `rowIds` that a search finds. */
    matching: (search: string, rowIds: readonly number[]) => Promise<number[]>;
    /** Ids of captures behind one, oldest first. */
    after: (rowId: number, limit: number) => number[];
    newest: () => number;
    /** Those of `rowIds` that a sender sent here: others came in as files, from a provider or from a team. */
    arrivedHere: (rowIds: readonly number[]) => number[];
    /** What is wrong with a search; null where nothing is. */
    searchProblem: (search: string) => string | null;
  };
  onChange: () => void;
  log: (message: string, error: unknown) => void;
}

/** Captures of one turn are sent together. */
const GATHER_MS = 5;
const AT_ONCE = 200;
const RETRY_MS = 1000;
/** Ids are given at arrival, outcomes come later: after a crash so much is looked at again. */
const LOOK_BACK_IDS = 15 * 60_000 * 4096;

/**
 * Sends captures on as they arrive. Each forward sends a capture once: the database holds the pair.
 * What a crash cut off is taken up at the next start.
 */
export function openForwards(parts: ForwardParts) {
  const { captures, commit } = parts;
  const store = openForwardStore(parts.db);
  const kept = new Map(store.all().map((one) => [one.id, one]));
  const pending = new Set<number>();
  let wait = GATHER_MS;
  /** What an earlier run left is still to be looked at. */
  let isBehind = false;
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> | null = null;
  let closed = false;

  const view = ({ afterCapture: _after, seenCapture: _seen, ...forward }: KeptForward): Forward =>
    forward;
  function soon(): void {
    if (closed || working !== null) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      run(work());
    }, wait);
  }
  function run(job: Promise<void>): void {
    wait = GATHER_MS;
    working = job
      .catch((error: unknown) => {
        wait = RETRY_MS;
        parts.log('Captures could not be sent on; they are tried again.', error);
      })
      .finally(() => {
        working = null;
        if (pending.size > 0 || isBehind) soon();
      });
  }
  async function work(): Promise<void> {
    if (isBehind) await catchUp();
    const rowIds = [...pending].sort((a, b) => a - b).slice(0, AT_ONCE);
    for (const forward of kept.values()) await forwardThese(forward, rowIds);
    // Only now: after a failed write they are looked at again, and those that went are known.
    for (const rowId of rowIds) pending.delete(rowId);
  }

  async function forwardThese(
    forward: KeptForward,
    rowIds: readonly number[],
    from: 'here' | 'team' = 'here',
  ): Promise<void> {
    const destination = parts.find(forward.destinationId);
    if (!forward.enabled || destination === undefined || destination.removedAt !== null) return;
    if (from === 'team' && !staysHere(destination)) return;
    const fresh = rowIds.filter(
      (rowId) =>
        // The time of another node's clock says nothing here: who follows said from when on.
        (from === 'team' || rowId > forward.afterCapture) && !parts.wasForwarded(forward.id, rowId),
    );
    if (fresh.length === 0) return;
    const isAll = forward.search.trim() === '';
    const found = isAll ? fresh : await captures.matching(forward.search, fresh);
    const messages: Message[] = [];
    let problem = found.length === 0 ? forward.problem : null;
    for (const rowId of found) {
      try {
        const message = await build(forward, destination, rowId);
        const origin = from === 'team' ? from : ('forward' as const);
        if (message !== null) messages.push({ ...message, origin, forwardId: forward.id });
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        problem = `The transform failed: ${why}`;
      }
    }
    // How far own captures came says nothing of those of others.
    const seen = from === 'team' ? forward.seenCapture : Math.max(...fresh);
    await keep(forward, destination, messages, seen, problem);
  }

  async function build(
    forward: KeptForward,
    destination: KeptDestination,
    rowId: number,
  ): Promise<Message | null> {
    const capture = await captures.readWhole(rowId);
    if (capture === undefined || capture.comesAgain === true) return null;
    if (forward.endpointId !== null && forward.endpointId !== capture.endpointId) return null;
    return messageOf(parts, rowId, capture, forward, destination);
  }

  /** Messages and how far the forward came, in one transaction. */
  async function keep(
    forward: KeptForward,
    destination: KeptDestination,
    messages: readonly Message[],
    seen: number,
    problem: string | null,
  ): Promise<void> {
    const also = (): void => store.saveSeen(forward.id, seen, messages.length, problem);
    const batch = messages.map((message) => ({ message, to: [destination] }));
    await parts.acceptAll(batch, { also, reads: false });
    const told = forward.problem !== problem;
    forward.seenCapture = Math.max(forward.seenCapture, seen);
    forward.sent += messages.length;
    forward.problem = problem;
    if (told || messages.length > 0) parts.onChange();
  }

  async function catchUp(): Promise<void> {
    const from = Math.min(
      ...[...kept.values()].map((one) =>
        Math.max(one.afterCapture, one.seenCapture - LOOK_BACK_IDS),
      ),
    );
    let cursor = from;
    while (Number.isFinite(cursor)) {
      const rowIds = captures.after(cursor, AT_ONCE);
      if (rowIds.length === 0 || closed) break;
      const own = captures.arrivedHere(rowIds);
      for (const forward of kept.values()) await forwardThese(forward, own);
      cursor = rowIds.at(-1) ?? Number.POSITIVE_INFINITY;
    }
    isBehind = false;
  }

  return {
    /** A capture has its outcome. */
    captured(rowId: number): void {
      if (kept.size === 0) return;
      pending.add(rowId);
      soon();
    },
    /**
     * Captures that other nodes of a team caught: they go to receivers on this computer and nowhere else. Resolves once they
     * are accepted; each is accepted once, however often it is asked for.
     */
    async fromTeam(rowIds: readonly number[]): Promise<void> {
      for (const forward of kept.values()) await forwardThese(forward, rowIds, 'team');
    },
    start(): void {
      isBehind = true;
      run(work());
    },
    surface: {
      forwards: (): Forward[] => [...kept.values()].map(view),
      async saveForward(input: ForwardInput & { id?: string | undefined }): Promise<Forward> {
        const { id, ...settings } = input;
        const destination = parts.find(settings.destinationId);
        if (destination === undefined || destination.removedAt !== null) {
          throw new BackstitchError('DESTINATION_NOT_FOUND');
        }
        const wrong = captures.searchProblem(settings.search);
        if (wrong !== null) throw new BackstitchError('SEARCH_INVALID', wrong, { field: 'search' });
        if (settings.body === 'transformed' && settings.transform === null) {
          throw new BackstitchError('DESTINATION_INVALID', 'Choose the function to send through.', {
            field: 'transform',
          });
        }
        const before = id === undefined ? undefined : kept.get(id);
        // Switched on again: what arrived meanwhile was not to be sent.
        const goesOn = before?.enabled === true;
        const next: KeptForward = {
          ...settings,
          id: before?.id ?? newId('fwd_', 12),
          sent: before?.sent ?? 0,
          problem: null,
          afterCapture: goesOn ? before.afterCapture : captures.newest(),
          seenCapture: goesOn ? before.seenCapture : captures.newest(),
        };
        await commit.commit(() => store.put(next));
        kept.set(next.id, next);
        parts.onChange();
        return view(next);
      },
      async removeForward({ id }: { id: string }): Promise<{ removed: boolean }> {
        const changes = await commit.commit(() => store.remove(id));
        kept.delete(id);
        parts.onChange();
        return { removed: changes > 0 };
      },
    },
    async [Symbol.asyncDispose](): Promise<void> {
      closed = true;
      clearTimeout(timer);
      await working;
    },
  };
}
