import type { Database } from 'better-sqlite3';
import type { CaptureDetail, CaptureSummary } from '../../preload/contract/captures.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import type { Clock } from '../lib/clock.ts';
import { BackstitchError } from '../lib/errors.ts';
import { createListeners } from '../lib/listeners.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import type { AnswerJournal } from './recovery/answer-journal.ts';
import type { SenderNote } from './arrival.ts';
import { createAsking } from './asking.ts';
import type { BodyFolder } from './body-sink.ts';
import { openCharsets } from './reading/charsets.ts';
import { createIdSource, decodeId, encodeId, idSpan } from './capture-id.ts';
import { toDetail, toSummary, type CaptureRow } from './capture-row.ts';
import { openCaptureStore } from './capture-store.ts';
import { createFollowing } from './live/following.ts';
import { createKeeping } from './live/keeping.ts';
import { createWaiting } from './live/waiting.ts';
import { createLiveCaptures } from './live/live-captures.ts';
import { createPacking } from './packing/packing.ts';
import { openImported } from './imported/imported.ts';
import { openMarksOfOthers } from './outgoing/marks-of-others.ts';
import { closeLeftOpen } from './recovery/left-open.ts';
import { openProvidersSeen } from './overview/providers-seen.ts';
import { createBodies } from './reading/bodies.ts';
import { createDuplicates } from './reading/duplicates.ts';
import { openRemovals } from './removal/removals.ts';
import type { Limits } from './removal/retention.ts';
import type { Elsewhere } from './search/away/away.ts';
import { openSearch } from './search/search.ts';
import { createSettling } from './settling.ts';
import { createPartners } from './partners.ts';
import { restoreUnlisted } from './recovery/restore-unlisted.ts';
import { createTotals } from './totals.ts';
import { createUnlisted } from './recovery/unlisted.ts';
import { openCatalogued } from './catalogued/catalogued.ts';
import { openStudied } from './catalogued/studied.ts';
import { openJudged } from './judged.ts';
import { openViews } from './views/views.ts';

export type Captures = ReturnType<typeof openCaptures>;

interface Parts {
  db: Database;
  groups: GroupCommit;
  bodies: BodyFolder;
  /** Which replies left, for what a crash takes the outcome of. */
  journal: AnswerJournal;
  clock: Clock;
  limits: () => Limits;
  /** Of these captures, those that retention spares while it can; none where this is left out. */
  spared?: (rowIds: readonly number[]) => ReadonlySet<number>;
  log: (message: string, error: unknown) => void;
  /** Where searches over many captures are carried out; here where it is absent. */
  elsewhere?: Elsewhere;
}

const DAY_MS = 86_400_000;
/** Contents that a crash left without a row arrived at most so long before the newest ones. */
const UNLISTED_MS = 10_000;
/** Without an arrival for so long, the search index may use the time. */
const IDLE_MS = 50;

/** Keeps captures and gives them out again. Method names are those of the contract. */
export function openCaptures(parts: Parts) {
  const { db, groups, bodies, clock, journal } = parts;
  const unlisted = createUnlisted(db, groups);
  const store = openCaptureStore(db, unlisted.settle);
  const purged = createListeners<[CaptureId[]]>();
  const recorded = createListeners<[number]>();
  const changed = createListeners();
  let lastArrivalAt = 0;
  const idle = (): boolean => clock.now() - lastArrivalAt > IDLE_MS;
  const charsets = openCharsets({
    db,
    groups,
    wake: () => search.wake(),
    catchUp: (ms) => search.catchUp(ms),
    reread: () => live.refresh('Bodies are read in another charset.'),
    log: parts.log,
  });
  const search = openSearch({
    db,
    groups,
    clock,
    bodyPath: bodies.path,
    charsetAt: charsets.at,
    idle,
    log: parts.log,
    ...(parts.elsewhere && { elsewhere: parts.elsewhere }),
  });
  const packing = createPacking({ db, groups, clock, idle, log: parts.log });
  // A crash leaves the last captures without an outcome; older ones all have theirs.
  db.transaction(() => {
    restoreUnlisted(db, store.newestContents() - idSpan(UNLISTED_MS));
    closeLeftOpen(store, journal, store.maxId() - idSpan(DAY_MS));
  }).immediate();
  const totals = createTotals(store.totals());
  const nextId = createIdSource(store.maxId());
  const byEndpoint = store.countsByEndpoint();
  const summaryOf = (id: number): CaptureSummary | undefined => {
    const row = store.row(id);
    return row && toSummary(row);
  };
  const live = createLiveCaptures(summaryOf);
  const settling = createSettling(groups.flush);
  const removals = openRemovals({
    ...parts,
    search,
    totals,
    live,
    rowIdOf,
    settle: unlisted.settle,
    dropFile,
    onPurged: purged.tell,
    onChange: changed.tell,
  });

  const marksOfOthers = openMarksOfOthers(db);
  const imported = openImported({
    db,
    groups,
    store,
    bodies,
    dropFile,
    clock,
    nextId,
    totals,
    live,
    wake() {
      search.wake();
      packing.wake();
    },
    onChange: changed.tell,
    purge: removals.purgeNow,
  });
  const now = (): number => clock.now();
  const asking = createAsking({ db, store, search, totals, ready, settled: allSettled, clock });
  const { selection, refuseMistakes } = asking;
  const searched = { store, search, ready, settled: allSettled, live, refuseMistakes, clock };
  const views = openViews({ db, groups, searchProblem: selection.searchProblem, now });

  /**
   * Deletes the file of a body whose capture could not be kept, unless a capture owns it: what was
   * committed and could not be synced is there all the same.
   */
  function dropFile(file: string): void {
    if (!store.ownsFile(file)) bodies.remove(file);
  }
  /** Resolves once everything that was answered is in the list. */
  async function allSettled(): Promise<void> {
    await settling.settled();
    unlisted.settle();
  }
  /** A search over all that arrived before it was asked, the latest included. */
  async function ready(text: string) {
    await search.catchUp();
    return search.prepare(text, clock.now());
  }
  function rowIdOf(id: CaptureId): number {
    return decodeId(id) ?? -1;
  }
  function mustFind(id: CaptureId): CaptureRow {
    const row = store.row(rowIdOf(id));
    if (!row) throw new BackstitchError('CAPTURE_NOT_FOUND');
    return row;
  }
  async function change(id: CaptureId, write: (rowId: number) => void): Promise<CaptureSummary> {
    const { id: rowId } = mustFind(id);
    await groups.commit(() => write(rowId));
    live.changed(rowId);
    return toSummary(mustFind(id));
  }

  return {
    nextId,
    totals,
    ...removals.calls,
    /** Tells of captures that are gone for good. */
    onPurged: purged.add,
    /** Tells of a capture whose outcome is known. It may be told twice, and once before the commit. */
    onRecorded: recorded.add,
    /** Tells that totals changed, or what retention did. */
    onChange: changed.add,
    /** Resolves once the outcome of a capture that was answered can be read. */
    async settled(id: CaptureId): Promise<void> {
      await settling.settled(rowIdOf(id));
      unlisted.settle(rowIdOf(id));
    },
    allSettled,
    ...createKeeping({
      groups,
      store,
      unlisted,
      settling,
      totals,
      charsets,
      journal,
      live,
      byEndpoint,
      now: () => clock.now(),
      onKept(receivedAt) {
        lastArrivalAt = receivedAt;
        search.wake();
        packing.wake();
        changed.tell();
      },
      onRecorded: recorded.tell,
    }),
    /** For what refers to a capture: lists it in this transaction, which `needs` what is finished. */
    listNow: unlisted.listNow,
    /** Captures an endpoint ever took, deleted ones included. */
    newestOf: (endpointId: string, limit: number): CaptureId[] =>
      store.newestOf(endpointId, limit).map(encodeId),
    countOf: (endpointId: string): number => byEndpoint.get(endpointId) ?? 0,
    /** When the newest one that is kept came, epoch ms; null where there is none. */
    newestAtOf: (endpointId: string): number | null => store.newestAtOf(endpointId) ?? null,
    /** A row of the list in brief; null where it is gone. */
    newestAs(rowId: number): { id: CaptureId; at: number; status: number | null } | null {
      const row = store.row(rowId);
      return row ? { id: encodeId(rowId), at: row.received_at, status: row.status } : null;
    },

    ...asking.calls,
    ...createPartners({ list: asking.calls.list, summaryOf, rowIdOf }),
    providersSeen: openProvidersSeen(db),
    /** Without the number of its replays, which are not kept here. */
    get(input: { id: CaptureId }): Omit<CaptureDetail, 'replayCount'> {
      settling.write();
      const row = mustFind(input.id);
      const contents = store.contents(row.id);
      if (!contents) throw new BackstitchError('CAPTURE_NOT_FOUND');
      const matesNote = marksOfOthers.noteOn(row.id);
      return { ...toDetail(row, contents), ...(matesNote && { matesNote }) };
    },
    marksOfOthers,
    dropFile,
    ...createBodies({ store, bodies, rowIdOf, mustFind }),
    /** What was noted of its sender, and the columns of it. */
    senderOf(id: CaptureId) {
      const row = mustFind(id);
      return { row, detail: store.senderDetail(row.id) };
    },
    async noteSender(rowId: number, note: SenderNote): Promise<void> {
      await groups.commit(() => store.rewriteSender(rowId, note));
      live.changed(rowId);
    },
    ...createDuplicates({ db, store, settle: unlisted.settle, mustFind }),
    ...selection,
    views,
    imported,
    fates: store.fates,
    /** undefined where it is gone. */
    receivedAt: (rowId: number): number | undefined => store.row(rowId)?.received_at,
    ownerOf: (rowId: number): string | null => store.row(rowId)?.endpoint_id ?? null,
    pin: (input: { id: CaptureId; pinned: boolean }) =>
      change(input.id, (rowId) => store.setPinned(rowId, input.pinned)),
    annotate: (input: { id: CaptureId; note: string }) =>
      change(input.id, (rowId) => store.setNote(rowId, input.note)),
    ...createFollowing({ ...searched, nextId }),
    ...createWaiting(searched),
    refuseMistakes,
    publicId: encodeId,
    /** As the list has it; undefined where it is gone. */
    summaryOf,
    /** For the catalogue: what waits to be looked at, and one capture as it looks at it. */
    catalogued: openCatalogued(db),
    judged: openJudged(db),
    studied: openStudied(db, bodies.path),
    /** Tells lists of captures that are shown otherwise now. */
    shownAnew: (rowIds: readonly number[]): void => rowIds.forEach((id) => live.changed(id)),
    reading: charsets.surface,
    charsetAt: charsets.at,
    rowIdOf,
    async [Symbol.asyncDispose](): Promise<void> {
      await packing[Symbol.asyncDispose]();
      await removals[Symbol.asyncDispose]();
      await charsets[Symbol.asyncDispose]();
      await search[Symbol.asyncDispose]();
      unlisted[Symbol.dispose]();
      views[Symbol.dispose]();
      live.close();
    },
  };
}
