import type { Database } from 'better-sqlite3';
import type {
  BackfillHow,
  BackfillItem,
  BackfillItemState,
  BackfillScan,
  BackfillScanId,
  BackfillSign,
  BackfillSourceId,
} from '../../preload/contract/backfill.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { BackstitchError } from '../lib/errors.ts';
import { newId } from '../lib/new-id.ts';
import { createPublisher, presentFirst } from '../lib/publisher.ts';
import type { Clock } from '../lib/clock.ts';
import { createGuard, type OwnPlaces } from '../outbound/guard/guard.ts';
import { PROVIDER_APIS } from '../outbound/guard/policies.ts';
import { systemResolve, withDeadline, type Resolve } from '../outbound/resolve.ts';
import { NO_PROTECTION, type Protection } from '../secrets/secrets.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { type ActingParts, actOn, Denied } from './acting.ts';
import { type KeptItem, type KeptScan, openBackfillStore } from './backfill-store.ts';
import { listSent, type Watched } from './listing.ts';
import { ADAPTERS, providersInfo } from './providers/providers.ts';
import { openSources } from './sources.ts';

interface Parts extends Pick<ActingParts, 'held' | 'proves' | 'keep' | 'run'> {
  db: Database;
  groups: GroupCommit;
  clock: Clock;
  protection?: Protection | undefined;
  own: OwnPlaces;
  publicUrl: () => string | null;
  pathOf: (provider: string) => Promise<string | undefined>;
  publicId: (rowId: number) => CaptureId;
  log: (message: string, error: unknown) => void;
  lookup?: Resolve;
}

interface Running {
  stop: AbortController;
  waitsUntil: number | null;
  ended: Promise<void>;
}

/** What ids of scans begin with: those of imports begin otherwise. */
const SCAN_IDS = 'bf_';
const KEPT_MS = 30 * 86_400_000;
const TELL_EVERY_MS = 200;
const LONGEST_MS = 366 * 86_400_000;
const CANCELED = new Error('canceled');
/** States from which an event may be chosen. */
const CHOOSABLE: readonly BackfillItemState[] = [
  'missing',
  'elsewhere',
  'pending',
  'unjudged',
  'failed',
  'refused',
  'unseen',
];

/** Asks providers what they sent, says what was missed, and brings it back. Methods are those of the contract. */
export function openBackfill(parts: Parts) {
  const { groups, clock, db } = parts;
  const store = openBackfillStore(db, parts.protection ?? NO_PROTECTION);
  const caller = {
    clock,
    resolve: withDeadline(parts.lookup ?? systemResolve, clock),
    guard: createGuard(PROVIDER_APIS, parts.own),
  };
  const acting: ActingParts = { ...caller, ...parts, store };
  const changes = createPublisher<{ scanId: BackfillScanId | null }>({ scanId: null });
  const running = new Map<BackfillScanId, Running>();
  /** What ends on its own, the last write included. */
  const atWork = new Set<Promise<void>>();
  let closing = false;

  const sources = openSources({
    ...caller,
    store,
    groups,
    pathOf: parts.pathOf,
    publicUrl: parts.publicUrl,
    mustBeFree,
    onChange: () => changes.publish({ scanId: null }),
  });

  function mustBeFree(sourceId: BackfillSourceId): void {
    for (const id of running.keys()) {
      if (store.scan(id)?.sourceId === sourceId) throw new BackstitchError('BACKFILL_BUSY');
    }
  }
  function mustFind(id: BackfillScanId): KeptScan {
    const found = store.scan(id);
    if (found) return found;
    throw new BackstitchError('BACKFILL_SCAN_NOT_FOUND');
  }
  async function put(scan: KeptScan): Promise<void> {
    await groups.commit(() => store.putScan(scan));
    changes.publish({ scanId: scan.id });
  }
  /** Whoever reads that it ended may begin the next thing. */
  function end(scan: KeptScan): Promise<void> {
    running.delete(scan.id);
    return put({ ...scan, endedAt: clock.now() });
  }
  function shown(scan: KeptScan): BackfillScan {
    const { acting: _, ...rest } = scan;
    const counts = store.counts(scan.id);
    return { ...rest, counts, waitsUntil: running.get(scan.id)?.waitsUntil ?? null };
  }
  const shownItem = ({ ids: _ids, ref: _ref, askedAt: _asked, captureId, ...rest }: KeptItem) =>
    ({
      ...rest,
      captureId: captureId === null ? null : parts.publicId(captureId),
    }) satisfies BackfillItem;

  /** Runs the part of a scan that its state names, and writes how it ended. */
  function start(begun: KeptScan): void {
    const stop = new AbortController();
    const entry: Running = { stop, waitsUntil: null, ended: Promise.resolve() };
    running.set(begun.id, entry);
    const scan = { ...begun };
    /** Each item ends with one, and each makes every page ask for the scan and its counts. */
    let telling: (() => void) | undefined;
    const tell = (): void => {
      telling ??= clock.after(TELL_EVERY_MS, () => {
        telling = undefined;
        changes.publish({ scanId: scan.id });
      });
    };
    const watched: Watched = {
      signal: stop.signal,
      onCall: () => {
        scan.calls += 1;
      },
      onWait(until) {
        entry.waitsUntil = until;
        tell();
      },
      onProgress: tell,
    };
    entry.ended = work(scan, watched)
      .catch((error: unknown) => ended(scan, error))
      .catch((error: unknown) => parts.log('A scan could not be written.', error))
      .finally(() => {
        if (running.get(scan.id) === entry) running.delete(scan.id);
        atWork.delete(entry.ended);
        telling?.();
        changes.publish({ scanId: scan.id });
      });
    atWork.add(entry.ended);
  }

  async function work(scan: KeptScan, watched: Watched): Promise<void> {
    const source = sources.find(scan.sourceId);
    const adapter = ADAPTERS[scan.provider];
    if (scan.state === 'listing') {
      const { notes, oldest } = await listSent(acting, source, scan, adapter, watched);
      return end({ ...scan, state: 'listed', notes, oldest });
    }
    await actOn(acting, source, scan, adapter, watched);
    return end({ ...scan, state: 'finished' });
  }

  async function ended(scan: KeptScan, error: unknown): Promise<void> {
    // The next start goes on, where it can.
    if (closing) return;
    if (scan.state === 'acting') await groups.commit(() => giveBack(scan));
    const canceled = running.get(scan.id)?.stop.signal.aborted === true;
    if (canceled) return end({ ...scan, state: 'canceled' });
    const refusal = error instanceof Denied ? error.refusal : error;
    if (!(refusal instanceof BackstitchError)) {
      parts.log('A scan broke off.', error);
      const message = 'The scan broke off because of a mistake in Backstitch.';
      return end({ ...scan, state: 'failed', problem: { code: 'INTERNAL', message, hint: null } });
    }
    const { code, message, hint } = refusal;
    // What was listed stands: another way can be chosen.
    const state = error instanceof Denied ? ('listed' as const) : ('failed' as const);
    return end({ ...scan, state, problem: { code, message, hint: hint ?? null } });
  }

  /** Those that were chosen and not reached. */
  function giveBack(scan: KeptScan): void {
    for (const state of ['fetching', 'asking'] as const) store.moveAll(scan.id, state, 'missing');
  }

  /** Those of a choice that may be chosen, each once. */
  function chosenOf(scan: KeptScan, items: readonly number[]): KeptItem[] {
    return [...new Set(items)].flatMap((n) => {
      const item = store.item(scan.id, n);
      return item !== undefined && CHOOSABLE.includes(item.state) ? [item] : [];
    });
  }

  const surface = {
    providers: providersInfo,
    sources: sources.list,
    createSource: sources.create,
    updateSource: sources.update,
    removeSource: sources.remove,
    testSource: sources.test,
    async scan(input: {
      sourceId: BackfillSourceId;
      from: number;
      to: number;
      only: 'undelivered' | 'all';
    }): Promise<BackfillScan> {
      const source = sources.find(input.sourceId);
      mustBeFree(source.id);
      checkSpan(input.from, input.to, clock.now());
      const scan: KeptScan = {
        id: newId(SCAN_IDS) as BackfillScanId,
        ...input,
        provider: source.provider,
        state: 'listing',
        createdAt: clock.now(),
        endedAt: null,
        calls: 0,
        problem: null,
        notes: [],
        oldest: null,
        acting: null,
      };
      await groups.commit(() => {
        store.forgetBefore(clock.now() - KEPT_MS);
        store.putScan(scan);
      });
      start(scan);
      return shown(scan);
    },
    scans: (): BackfillScan[] => store.scans().map(shown),
    getScan: ({ id }: { id: BackfillScanId }): BackfillScan => shown(mustFind(id)),
    items(input: {
      id: BackfillScanId;
      state?: BackfillItemState | undefined;
      after: number;
      limit: number;
    }) {
      mustFind(input.id);
      const found = store.items(input.id, input.state, input.after, input.limit + 1);
      const items = found.slice(0, input.limit);
      const next = found.length > input.limit ? (items.at(-1)?.n ?? null) : null;
      return { items: items.map(shownItem), next };
    },
    async act(input: {
      id: BackfillScanId;
      items: 'missing' | number[];
      how: BackfillHow;
      sign: BackfillSign;
      run: boolean;
    }): Promise<BackfillScan> {
      const scan = mustFind(input.id);
      const source = sources.find(scan.sourceId);
      mustBeFree(source.id);
      const { info } = ADAPTERS[scan.provider];
      if (!info.how.includes(input.how)) {
        const text =
          input.how === 'fetch'
            ? `${info.label} keeps no body that could be fetched.`
            : `${info.label} cannot be asked to send again.`;
        throw new BackstitchError('BACKFILL_INVALID', text, { field: 'how' });
      }
      const chosen = input.items === 'missing' ? null : chosenOf(scan, input.items);
      if ((chosen?.length ?? store.counts(scan.id).missing ?? 0) === 0) {
        throw new BackstitchError('BACKFILL_INVALID', 'None of these can be restored.', {
          field: 'items',
          hint: 'Choose events that are missing.',
        });
      }
      const { how, sign, run } = input;
      const begun: KeptScan = {
        ...scan,
        state: 'acting',
        problem: null,
        endedAt: null,
        acting: { how, sign, run },
      };
      const state = how === 'fetch' ? ('fetching' as const) : ('asking' as const);
      await groups.commit(() => {
        if (chosen === null) store.moveAll(scan.id, 'missing', state);
        for (const item of chosen ?? []) store.putItem(scan.id, { ...item, state });
        store.putScan(begun);
      });
      start(begun);
      return shown(begun);
    },
    async cancel({ id }: { id: BackfillScanId }): Promise<BackfillScan> {
      mustFind(id);
      const entry = running.get(id);
      entry?.stop.abort(CANCELED);
      await entry?.ended;
      return shown(mustFind(id));
    },
    /** Says at the start that accounts are to be asked for: whoever reads it knows that it is listening. */
    live: (_input?: undefined, signal?: AbortSignal) =>
      presentFirst({ scanId: null as BackfillScanId | null }, changes.subscribe(signal)),
  };

  return {
    surface,
    /** What leaves Backstitch is searched for them. */
    secretTexts: sources.tokens,
    /** Who is asked by a scan, and since when; undefined where `id` is none. Scans are forgotten after 30 days. */
    factsOf(id: string): { from: 'provider'; name: string; at: number | null } | undefined {
      if (!id.startsWith(SCAN_IDS)) return undefined;
      const scan = store.scan(id);
      const name = scan === undefined ? '' : ADAPTERS[scan.provider].info.label;
      return { from: 'provider', name, at: scan?.createdAt ?? null };
    },
    nameOf,
    /** Takes up what the last run left. */
    async resume(): Promise<void> {
      for (const scan of store.unfinished()) {
        if (scan.state === 'acting') start(scan);
        else {
          const message = 'Backstitch stopped while the list was read.';
          const problem = { code: 'INTERRUPTED', message, hint: 'Look again.' };
          await put({ ...scan, state: 'failed', endedAt: clock.now(), problem });
        }
      }
    },
    async [Symbol.asyncDispose](): Promise<void> {
      closing = true;
      changes.close();
      for (const { stop } of running.values()) stop.abort(CANCELED);
      await Promise.all(atWork);
    },
  };
}

/** For people. */
export const nameOf = ({ provider }: Pick<KeptScan, 'provider'>): string =>
  `${ADAPTERS[provider].info.label}, backfill`;

function checkSpan(from: number, to: number, now: number): void {
  const refuse = (text: string, hint: string): never => {
    throw new BackstitchError('BACKFILL_INVALID', text, { field: 'from', hint });
  };
  if (from >= to) refuse('The span ends before it begins.', 'Choose an earlier beginning.');
  if (from > now) refuse('The span begins in the future.', 'Choose an earlier beginning.');
  if (to - from > LONGEST_MS) refuse('The span is longer than a year.', 'Choose a shorter one.');
}
