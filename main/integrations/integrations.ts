import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Integration, IntegrationId } from '../../preload/contract/integrations.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import type { StartProcess } from '../lib/child-process/own-process.ts';
import type { Clock } from '../lib/clock.ts';
import { BackstitchError } from '../lib/errors.ts';
import { createListeners } from '../lib/listeners.ts';
import { createPublisher } from '../lib/publisher.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { createConsole } from '../warehouse/console.ts';
import { openLoadingProcess } from '../warehouse/loading/loading-process.ts';
import { openReader } from '../warehouse/reader.ts';
import { openCopying } from '../warehouse/postgres/copying.ts';
import type { CheckServer } from '../outbound/checked-socket.ts';
import { fileOf } from '../warehouse/schema-file.ts';
import { createBrowsing } from './browse/browsing.ts';
import { type Change, createChanging } from './changing.ts';
import { createCreating, type NewIntegration } from './creating.ts';
import { createHooks, endpointIdOf } from './hooks.ts';
import { type KeptIntegration, openIntegrationStore } from './integration-store.ts';
import { createLeftBehind } from './left-behind.ts';
import { createLoading, type ReadBody, refOf } from './loading.ts';
import { createPostgresLanes } from './postgres-lane.ts';
import { onTables } from './tables-problem.ts';
import { clientIdOf, hookPath } from './tokens.ts';
import { createUrls } from './urls.ts';
import { AsyncClosingStack } from '../lib/closing-stack.ts';

interface Parts {
  db: Database;
  groups: GroupCommit;
  clock: Clock;
  dataDir: string;
  startProcess: StartProcess;
  installId: string;
  intakeUrl: () => string;
  publicUrl: () => string | null;
  captures: {
    publicId: (rowId: number) => CaptureId;
    rowIdOf: (id: CaptureId) => number;
    /** undefined where it is gone. */
    receivedAt: (rowId: number) => number | undefined;
    /** Id of the endpoint, webhook or integration that took it. */
    ownerOf: (rowId: number) => string | null;
    /** Of these captures, those there are; `deleted` where somebody took it away. */
    fates: (rowIds: readonly number[]) => { id: number; deleted: boolean }[];
    readBody: ReadBody;
    charsetAt: (endpointId: string) => string | null;
    /** Resolves once all that was answered is in the list. */
    allSettled: () => Promise<void>;
  };
  /** Every secret that is known now, as text: a query may be asked for that sees none. */
  secrets: () => readonly string[];
  /** Whether a PostgreSQL server may be connected to, and at which addresses. */
  checkServer: CheckServer;
  log: (message: string, error: unknown) => void;
}

/**
 * Pages ask several short questions of each integration, and again with all that is loaded: they take
 * turns. A person's own query may take long, and waits for nobody.
 */
const PAGES = { idle: 2, most: 2 };
const CONSOLE = { idle: 1, most: Infinity };

type ById = { id: IntegrationId };
type News = { id: IntegrationId | null; why: string; changed: string[] };

/** Sources of Stitch Data: their URLs, their rules, and what came of what they sent. */
export function openIntegrations(parts: Parts) {
  const { groups, clock } = parts;
  const folder = join(parts.dataDir, 'warehouse');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stack = new AsyncClosingStack();
  const store = openIntegrationStore(parts.db);
  const changes = createPublisher<News>({ id: null, why: 'refresh', changed: [] });
  const kept = new Map(store.all().map((one) => [one.id, one]));
  const loader = stack.use(openLoadingProcess(parts.startProcess, folder));
  const reader = stack.use(openReader(parts.startProcess, PAGES));
  const asked = stack.use(openReader(parts.startProcess, CONSOLE));
  const clientId = clientIdOf(parts.installId);
  const urls = createUrls({
    store,
    groups,
    clock,
    addressOf: (token) =>
      (parts.publicUrl() ?? parts.intakeUrl()).replace(/\/$/, '') + hookPath(clientId, token),
  });
  const tell = (id: IntegrationId | null, why: string, changed: string[] = []): void =>
    changes.publish({ id, why, changed });

  const rejected = createListeners<[of: { id: IntegrationId; name: string }, count: number]>();
  const loaded = createListeners<[captureIds: readonly number[]]>();
  const lanes = stack.use(
    createPostgresLanes({
      folder,
      clock,
      copying: stack.use(openCopying(parts.startProcess, parts.checkServer)),
      prepare: (one) => loader.call('configure', refOf(one)),
      find: (id) => kept.get(id),
      onState: (id) => tell(id, 'postgres'),
    }),
  );
  const loading = stack.use(
    createLoading({
      store,
      groups,
      clock,
      loader,
      readBody: parts.captures.readBody,
      fates: parts.captures.fates,
      charsetAt: parts.captures.charsetAt,
      find: (id) => kept.get(id),
      onLoaded(id, report, captureIds) {
        if (captureIds.length > 0) loaded.tell(captureIds);
        // A reset meets every column again: that is no news.
        const isNews = loading.stateOf(id).rebuilding === null;
        tell(id, 'loaded', isNews ? report.changed : []);
        const one = kept.get(id);
        if (isNews && report.rejected > 0 && one !== undefined) rejected.tell(one, report.rejected);
        lanes.wake(id);
      },
      onState: (id) => tell(id, 'state'),
      log: parts.log,
    }),
  );
  stack.defer(changes.close);
  const hooks = createHooks({
    clientId,
    findToken(hash) {
      const url = urls.take(hash);
      const integration = url && kept.get(url.integrationId);
      return url && integration && { url, integration };
    },
    used: urls.use,
    loading,
    loader,
    now: () => clock.now(),
    publicId: parts.captures.publicId,
    charsetAt: parts.captures.charsetAt,
  });
  const hasFile = (file: string): boolean => existsSync(join(folder, file));
  const creating = createCreating({ store, groups, clock, loader, loading, folder, kept });
  const console = createConsole({
    settled: parts.captures.allSettled,
    db: parts.db,
    groups,
    reader: asked,
    folder,
    dataDir: parts.dataDir,
    schemas: () =>
      [...new Set([...kept.values()].map(({ schema }) => schema))].filter((schema) =>
        hasFile(fileOf(schema)),
      ),
    publicId: parts.captures.publicId,
    secrets: parts.secrets,
    now: () => clock.now(),
    tellQueries: () => tell(null, 'queries'),
  });
  creating.settleMoves();
  for (const id of kept.keys()) loading.resume(id);
  for (const id of kept.keys()) lanes.wake(id);

  function view(one: KeptIntegration): Integration {
    const { id, name, schema, state, createdAt, primaryKey, nested, detectTimestamps } = one;
    return {
      id,
      name,
      schema,
      state: state === 'paused' ? 'paused' : 'live',
      createdAt,
      primaryKey,
      loading: one.loading,
      nested,
      detectTimestamps,
      strictTypes: one.strictTypes,
      jsonInForms: one.jsonInForms,
      reservedNames: one.reservedNames,
      endpointId: endpointIdOf(one),
      urls: urls.of(id),
      ...loading.stateOf(id),
      postgres: lanes.stateOf(one),
    };
  }
  function mustFind({ id }: ById): KeptIntegration {
    const one = kept.get(id);
    if (one === undefined || one.state === 'deleted') {
      throw new BackstitchError('INTEGRATION_NOT_FOUND');
    }
    return one;
  }
  const browsing = createBrowsing({
    reader,
    folder,
    now: () => clock.now(),
    captures: parts.captures,
    find: mustFind,
    all: () => [...kept.values()].filter(({ state }) => state !== 'deleted'),
    waitingFor: (rowId) => kept.get((store.waitsFor(rowId) ?? '') as IntegrationId),
    ownerOf: (rowId) => kept.get((parts.captures.ownerOf(rowId) ?? '') as IntegrationId),
    hasFile,
  });
  const update = createChanging({
    store,
    groups,
    loader,
    loading,
    lanes,
    onSaved(one, why) {
      kept.set(one.id, one);
      tell(one.id, why);
    },
  });

  const surface = {
    list: (): Integration[] =>
      [...kept.values()].filter(({ state }) => state !== 'deleted').map(view),
    get: (input: ById): Integration => view(mustFind(input)),
    checkName: creating.check,
    async create(input: NewIntegration): Promise<{ integration: Integration; url: string }> {
      const one = await creating.create(input);
      tell(one.id, 'created');
      const url = await urls.add(one.id);
      return { integration: view(one), url };
    },
    async update(input: Change): Promise<Integration> {
      return view(await update(mustFind(input), input));
    },
    async remove(input: ById): Promise<{ removed: boolean }> {
      const one = mustFind(input);
      const at = clock.now();
      await groups.commit(() => {
        store.put({ ...one, state: 'deleted' });
        urls.revokeAll(one.id, at);
      });
      kept.set(one.id, { ...one, state: 'deleted' });
      tell(one.id, 'removed');
      return { removed: true };
    },
    ...createLeftBehind({ kept, loading, tell }),
    async generateUrl(input: ById): Promise<{ integration: Integration; url: string }> {
      const one = mustFind(input);
      const url = await urls.add(one.id);
      tell(one.id, 'urls');
      return { integration: view(one), url };
    },
    async revokeUrl(input: ById & { urlId: number }): Promise<Integration> {
      const one = mustFind(input);
      await urls.revoke(one.id, input.urlId);
      tell(one.id, 'urls');
      return view(one);
    },
    async reset(input: ById): Promise<{ captures: number }> {
      const one = mustFind(input);
      if (loading.stateOf(one.id).rebuilding !== null)
        throw new BackstitchError('INTEGRATION_BUSY');
      const captures = await onTables(() => loading.quiet([one.id], () => loading.reset(one)));
      return { captures };
    },
    async reload(input: ById & { captureId: CaptureId }) {
      const one = mustFind(input);
      const rowId = parts.captures.rowIdOf(input.captureId);
      const receivedAt = parts.captures.receivedAt(rowId);
      if (receivedAt === undefined) throw new BackstitchError('CAPTURE_NOT_FOUND');
      const { rows, rejected } = await onTables(() =>
        loading.quiet([one.id], () => loading.reload(one, rowId, receivedAt)),
      );
      return { rows, rejected };
    },
    ...browsing,
    live: (_input?: undefined, signal?: AbortSignal) => changes.subscribe(signal),
  };

  return {
    intake: hooks,
    /** Tells of rows that a load rejected. */
    onRejected: rejected.add,
    /** Tells of captures that were loaded, by their rows. */
    onLoaded: loaded.add,
    /** Tokens as the captures know them: which URL, never the token. */
    tokens: urls.tokens,
    surfaces: { integrations: surface, sql: console },
    idle: loading.idle,
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}
