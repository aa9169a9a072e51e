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
import type { ActingParts } from './acting.ts';
import { type KeptItem, type KeptScan, openBackfillStore } from './backfill-store.ts';
import { createLogins } from './logins.ts';
import { ADAPTERS, providersInfo } from './providers/providers.ts';
import { openSources } from './sources.ts';
import { createWork } from './work.ts';

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

/** What ids of scans begin with: those of imports begin otherwise. */
const SCAN_IDS = 'bf_';
const KEPT_MS = 30 * 86_400_000;
const LONGEST_MS = 366 * 86_400_000;
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
    logins: createLogins(),
  };
  const acting: ActingParts = { ...caller, ...parts, store };
  const changes = createPublisher<{ scanId: BackfillScanId | null }>({ scanId: null });

  const sources = openSources({
    ...caller,
    store,
    groups,
    pathOf: parts.pathOf,
    publicUrl: parts.publicUrl,
    mustBeFree,
    onChange: () => changes.publish({ scanId: null }),
  });

  const work = createWork({
    store,
    groups,
    clock,
    acting,
    findSource: sources.find,
    publish: (scanId) => changes.publish({ scanId }),
    log: parts.log,
  });

  function mustBeFree(sourceId: BackfillSourceId): void {
    if (work.isBusy(sourceId)) throw new BackstitchError('BACKFILL_BUSY');
  }
  function mustFind(id: BackfillScanId): KeptScan {
    const found = store.scan(id);
    if (found) return found;
    throw new BackstitchError('BACKFILL_SCAN_NOT_FOUND');
  }
  function shown(scan: KeptScan): BackfillScan {
    const { acting: _, ...rest } = scan;
    const counts = store.counts(scan.id);
    return { ...rest, counts, waitsUntil: work.waitsUntil(scan.id) };
  }
  const shownItem = ({ ids: _ids, ref: _ref, askedAt: _asked, captureId, ...rest }: KeptItem) =>
    ({
      ...rest,
      captureId: captureId === null ? null : parts.publicId(captureId),
    }) satisfies BackfillItem;

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
      work.start(scan);
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
      work.start(begun);
      return shown(begun);
    },
    async cancel({ id }: { id: BackfillScanId }): Promise<BackfillScan> {
      mustFind(id);
      await work.cancel(id);
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
    resume: work.resume,
    async [Symbol.asyncDispose](): Promise<void> {
      changes.close();
      await work[Symbol.asyncDispose]();
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
