import type { Database } from 'better-sqlite3';
import type { EventTypeId } from '../../preload/contract/captures/events.ts';
import type {
  EventChange,
  EventType,
  EventTypeDetail,
  EventVariant,
  SchemaFile,
  SchemaForm,
} from '../../preload/contract/captures/event-types.ts';
import type { CaptureSummary } from '../../preload/contract/captures.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { BREAKING } from '../../preload/rules/drift-kinds.ts';
import type { CataloguedCaptures } from '../captures/catalogued/catalogued.ts';
import type { Studied } from '../captures/catalogued/studied.ts';
import type { StartProcess } from '../lib/child-process/own-process.ts';
import type { Clock } from '../lib/clock.ts';
import { BackstitchError } from '../lib/errors.ts';
import { createListeners } from '../lib/listeners.ts';
import { createPublisher } from '../lib/publisher.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { createBodies } from './bodies.ts';
import { createDecisions } from './decisions.ts';
import { schemaFiles, type Writable } from './files.ts';
import {
  factsOf,
  namedOf,
  presentChange,
  presentDetail,
  presentType,
  rowIdIn,
  typeId,
} from './present.ts';
import { createRounds } from './rounds.ts';
import { emptyShape } from './shape/shape.ts';
import { volatilePaths } from './shape/volatile.ts';
import { type ListedType, openCatalogueStore } from './store.ts';
import { type Learned, unpackLearned } from './study/packed.ts';
import type { StudyResult } from './study/study.ts';
import { createStudying } from './study/studying.ts';
import type { ChangeState, TypeRow } from './study/type-row.ts';

interface Parts {
  db: Database;
  groups: Pick<GroupCommit, 'commit'>;
  clock: Clock;
  dataDir: string;
  startProcess: StartProcess;
  /** Up to so many captures of a round are looked at in this process; default 32. */
  atOnce?: number | undefined;
  captures: {
    catalogued: CataloguedCaptures;
    studied: (rowId: number) => Studied | undefined;
    allSettled: () => Promise<void>;
    publicId: (rowId: number) => CaptureId;
    rowIdOf: (id: CaptureId) => number;
    summaryOf: (rowId: number) => CaptureSummary | undefined;
    shownAnew: (rowIds: readonly number[]) => void;
  };
  /** Headers by which a sender proves itself, in lower case. */
  signatureHeaders: (provider: string) => readonly string[];
  log: (message: string, error: unknown) => void;
}

interface Filter {
  provider?: string | undefined;
  search: string;
  drift?: 'any' | 'breaking' | 'additive' | undefined;
}

/** What came a moment ago is in the list, where looking at it takes no longer. */
const CATCH_UP_MS = 300;
const SETTLED_MS = 10_000;
const HOUR_MS = 3_600_000;

export type Catalogue = ReturnType<typeof openCatalogue>;

/** What was ever received, type by type, kept behind the captures. Methods of `surface` are those of the contract. */
export function openCatalogue(parts: Parts) {
  const { db, clock, captures } = parts;
  const { catalogued } = captures;
  const store = openCatalogueStore(db);
  const changed = createPublisher<{ ids: EventTypeId[] }>({ ids: [] });
  const broken = createListeners<[{ id: EventTypeId; title: string; count: number }]>();
  const toldAt = new Map<number, number>();
  const studying = createStudying({ ...parts, read: captures.studied });
  const rounds = createRounds({
    store,
    waiting: catalogued,
    studying,
    commit: parts.groups.commit,
    clock,
    settled: captures.allSettled,
    onRound,
    log: parts.log,
  });
  const shown = {
    publicId: captures.publicId,
    isHeld: catalogued.isHeld,
    summaryOf: captures.summaryOf,
  };

  function onRound({ types, captures: found }: StudyResult, ids: readonly number[]): void {
    captures.shownAnew(found.filter((one) => one.drift !== null).map((one) => one.captureId));
    changed.publish({ ids: ids.map(typeId) });
    for (const [at, { changes }] of types.entries()) {
      const count = changes.filter(
        ({ kind, state }) => state === 'open' && BREAKING.has(kind),
      ).length;
      const id = ids[at];
      if (id !== undefined && count > 0) tellBroken(id, count);
    }
  }

  /** At most once an hour for a type. */
  function tellBroken(id: number, count: number): void {
    const now = clock.now();
    if (now - (toldAt.get(id) ?? -Infinity) < HOUR_MS) return;
    toldAt.set(id, now);
    broken.tell({ id: typeId(id), title: present(mustFind(id)).title, count });
  }

  function mustFind(id: number): ListedType {
    const row = store.listed(id);
    if (row === undefined) throw new BackstitchError('EVENT_TYPE_NOT_FOUND');
    return row;
  }
  function mustRead(id: EventTypeId): TypeRow {
    const row = store.find(rowIdIn(id));
    if (row === undefined) throw new BackstitchError('EVENT_TYPE_NOT_FOUND');
    return row;
  }
  const present = (row: ListedType): EventType =>
    presentType(row, catalogued.heldOf(row.id), clock.now());
  const presented = (row: Parameters<typeof presentChange>[0]): EventChange =>
    presentChange(row, present(mustFind(row.type_id)).title, shown);

  const bodies = createBodies({
    studied: (captureId) => captures.studied(captures.rowIdOf(captureId)),
    baselineOf: (id) => mustRead(id).baseline,
  });
  const learnedOf = ({ shape }: TypeRow): Learned | null =>
    shape === null ? null : unpackLearned(shape);

  function filtered({ provider, search, drift }: Filter): EventType[] {
    const held = catalogued.held();
    const now = clock.now();
    const wanted = search.trim().toLowerCase();
    return store
      .list()
      .map((row) => presentType(row, held.get(row.id) ?? 0, now))
      .filter((type) => {
        if (provider !== undefined && type.provider !== provider) return false;
        if (drift === 'any' && type.open === 0) return false;
        if (drift === 'breaking' && type.breaking === 0) return false;
        if (drift === 'additive' && type.open === type.breaking) return false;
        return type.title.toLowerCase().includes(wanted);
      });
  }

  function writable(id: EventTypeId): Writable {
    const row = mustRead(id);
    const listed = mustFind(row.id);
    return {
      named: namedOf(listed, factsOf(listed)),
      learned: learnedOf(row) ?? { shape: emptyShape(), headers: new Map() },
      signatureHeaders: row.provider === null ? [] : parts.signatureHeaders(row.provider),
    };
  }

  const decisions = createDecisions({
    store,
    catalogued,
    rounds,
    clock,
    mustFind,
    mustRead,
    learnedOf,
    present,
    presented,
    onChange: (ids) => changed.publish({ ids }),
  });

  const surface = {
    async list(filter: Filter): Promise<{ items: EventType[]; behind: number }> {
      const behind = await rounds.catchUp(CATCH_UP_MS);
      return { items: filtered(filter), behind };
    },
    async export(filter: Filter & { as: SchemaForm }): Promise<{ files: SchemaFile[] }> {
      await rounds.catchUp(CATCH_UP_MS);
      const types = filtered(filter).filter(({ samples }) => samples > 0);
      if (types.length === 0) return { files: [] };
      return {
        files: schemaFiles(
          types.map(({ id }) => writable(id)),
          filter.as,
        ),
      };
    },
    /** @throws BackstitchError EVENT_TYPE_NOT_FOUND */
    async get({ id }: { id: EventTypeId }): Promise<EventTypeDetail> {
      await rounds.catchUp(CATCH_UP_MS);
      const row = mustFind(rowIdIn(id));
      return presentDetail(present(row), row, learnedOf(mustRead(id)), shown);
    },
    /** @throws BackstitchError EVENT_TYPE_NOT_FOUND */
    schema({ id, as }: { id: EventTypeId; as: SchemaForm }): SchemaFile {
      const [file] = schemaFiles([writable(id)], as);
      if (file === undefined) throw new BackstitchError('EVENT_TYPE_NOT_FOUND');
      return file;
    },
    ...decisions.surface,
    validate: bodies.validate,
    variants: bodies.variants,
    async changes(input: {
      state?: ChangeState | undefined;
      typeId?: EventTypeId | undefined;
      since?: number | undefined;
      limit: number;
      settled: boolean;
    }): Promise<{ items: EventChange[]; behind: number }> {
      const behind = await rounds.catchUp(input.settled ? SETTLED_MS : CATCH_UP_MS);
      const rows = store.changes({
        state: input.state ?? null,
        typeId: input.typeId === undefined ? null : rowIdIn(input.typeId),
        since: input.since ?? 0,
        limit: input.limit,
      });
      return { items: rows.map(presented), behind };
    },
    live: (_input?: undefined, signal?: AbortSignal) => changed.subscribe(signal),
  };

  /** As `volatilePaths`, of the event type that all these captures are of; none where they are of several. */
  async function volatileOf(ids: readonly CaptureId[]): Promise<string[]> {
    const rowIds = ids.map(captures.rowIdOf);
    const typesNow = () => new Set(rowIds.map(catalogued.typeOf));
    if (typesNow().has(undefined)) await rounds.catchUp(CATCH_UP_MS);
    const [type, ...others] = typesNow();
    if (type === undefined || others.length > 0) return [];
    const row = store.find(type);
    const learned = row && learnedOf(row);
    return learned ? volatilePaths(learned.shape) : [];
  }

  /**
   * Bodies that the event of a capture may come with; null where nothing is usual of its type yet.
   *
   * @throws BackstitchError CAPTURE_NOT_FOUND
   */
  async function variantsOf(captureId: CaptureId): Promise<EventVariant[] | null> {
    const rowId = captures.rowIdOf(captureId);
    if (catalogued.typeOf(rowId) === undefined) await rounds.catchUp(CATCH_UP_MS);
    const type = catalogued.typeOf(rowId);
    if (type === undefined || store.find(type) === undefined) return null;
    const { judged, variants } = bodies.variants({ id: typeId(type), captureId });
    return judged ? variants : null;
  }

  return {
    surface,
    volatileOf,
    variantsOf,
    /** Tells that captures may wait to be looked at. */
    wake: rounds.wake,
    catchUp: rounds.catchUp,
    /** Tells of breaking changes of a type, at most once an hour. */
    onBroken: broken.add,
    async [Symbol.asyncDispose](): Promise<void> {
      await rounds[Symbol.asyncDispose]();
      await studying[Symbol.asyncDispose]();
      changed.close();
    },
  };
}
