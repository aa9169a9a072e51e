import type {
  CaptureDetail,
  CaptureEvent,
  CaptureSummary,
} from '../../preload/contract/captures.ts';
import type { Endpoint, EndpointInput } from '../../preload/contract/endpoints.ts';
import type { Replay, ReplayJob } from '../../preload/contract/replays.ts';
import { CaptureId, EndpointId, ReplayId } from '../../preload/contract/shapes.ts';
import type { CompactState, Settings, Status } from '../../preload/contract/system.ts';
import { TunnelConfig, type TunnelState } from '../../preload/contract/tunnel.ts';
import type { EngineSurface } from '../../main/control/engine-surface.ts';
import { BackstitchError } from '../../main/lib/errors.ts';
import { createPublisher } from '../../main/lib/publisher.ts';

type AppRoom =
  | 'team'
  | 'integrations'
  | 'sql'
  | 'apps'
  | 'clientApi'
  | 'compare'
  | 'deliveries'
  | 'destinations'
  | 'documents'
  | 'drafts'
  | 'functions'
  | 'mcp'
  | 'notices'
  | 'packages'
  | 'prefs'
  | 'secrets'
  | 'services'
  | 'sessions'
  | 'signatures'
  | 'simulator'
  | 'events'
  | 'expectations'
  | 'exports'
  | 'redaction'
  | 'imports'
  | 'project'
  | 'traceExport'
  | 'traces'
  | 'triggers'
  | 'users'
  | 'values'
  | 'webhooks';

const waited = (items: CaptureSummary[]) => ({
  items,
  done: items.length > 0,
  count: items.length,
  cursor: 'c0000000000',
});

/** A room of apps without any: every call says so. */
const noApps = new Proxy(
  {},
  {
    get: () => () => {
      throw new BackstitchError('APP_NOT_FOUND');
    },
  },
) as never;
const NO_APPS: Pick<EngineSurface, AppRoom> = {
  apps: noApps,
  clientApi: noApps,
  compare: noApps,
  documents: noApps,
  drafts: noApps,
  functions: noApps,
  mcp: noApps,
  notices: noApps,
  packages: noApps,
  prefs: noApps,
  project: noApps,
  secrets: noApps,
  services: noApps,
  sessions: noApps,
  signatures: noApps,
  simulator: noApps,
  team: noApps,
  events: noApps,
  expectations: noApps,
  exports: noApps,
  redaction: noApps,
  imports: noApps,
  traceExport: noApps,
  traces: noApps,
  triggers: noApps,
  users: noApps,
  values: noApps,
  webhooks: noApps,
  deliveries: noApps,
  destinations: noApps,
  integrations: noApps,
  sql: noApps,
};

interface Kept {
  detail: CaptureDetail;
  request: Blob;
  reply: Blob | undefined;
}

/**
 * An engine that keeps its captures in a map: enough of one to be driven over every transport. It stays
 * beside the real one, which `every-route.test.ts` drives through every operation, for what a sound
 * engine does not do when it is asked to: to fail in the middle of a stream and with words that nobody
 * may see, and to tell how many streams are open at this moment.
 */
export function createMemoryEngine() {
  const kept = new Map<string, Kept>();
  const arrivals = createPublisher<CaptureEvent>();
  const counts = { streamsOpen: 0 };
  const find = (id: string): Kept => {
    const one = kept.get(id);
    if (one === undefined) throw new BackstitchError('CAPTURE_NOT_FOUND');
    return one;
  };
  const change = (id: string, patch: Partial<CaptureDetail>): CaptureDetail => {
    const one = find(id);
    one.detail = { ...one.detail, ...patch };
    return one.detail;
  };
  const drop = (ids: string[]) => ({
    removed: ids.filter((id) => kept.delete(id)).length,
    undo: null,
  });
  const found = (search: string): CaptureSummary[] =>
    [...kept.values()]
      .map(({ detail }) => detail)
      .filter(({ target }) => target.includes(search))
      .toReversed();

  const captures: EngineSurface['captures'] = {
    list: ({ search, limit, before }) => {
      if (search === 'boom') throw new Error('inner words: /home/someone/secret');
      const items = found(search).filter(({ id }) => before === undefined || id < before);
      const page = items.slice(0, limit);
      return {
        items: page,
        next: page.length < items.length ? (page.at(-1)?.id ?? null) : null,
        problems: [],
      };
    },
    snippet: ({ language }) => ({ text: language, files: [], warnings: [] }),
    count: ({ search }) => ({ count: found(search).length, capped: false }),
    histogram: () => ({ from: 0, bucketMs: 1000, counts: [], outages: [] }),
    problemsOf: () => [],
    groups: () => ({ items: [], next: null, total: 0 }),
    complete: ({ text, cursor }) =>
      'method:'.startsWith(text)
        ? [{ text: 'method:', label: 'method', detail: '', from: 0, to: cursor }]
        : [],
    get: ({ id }) => find(id).detail,
    body: ({ id, of }) => {
      const body = of === 'request' ? find(id).request : find(id).reply;
      if (body === undefined) throw new BackstitchError('BODY_NOT_FOUND');
      return body;
    },
    decodedBody: ({ id }) => ({ body: find(id).request, encodings: [], problem: null, cut: false }),
    pin: ({ id, pinned }) => change(id, { pinned }),
    annotate: ({ id, note }) => change(id, { note, hasNote: note !== '' }),
    remove: ({ id }) => drop([find(id).detail.id]),
    removeMany: ({ ids }) => drop(ids),
    removeFound: ({ search }) => drop(found(search).map(({ id }) => id)),
    gone: () => null,
    undo: () => {
      throw new BackstitchError('UNDO_EXPIRED');
    },
    sample: () => ({ status: 200 }),
    mark: () => ({ cursor: 'c0000000000', mark: 'c0000000000', at: 0 }),
    wait: ({ search }) => waited(found(search)),
    waitFor: ({ search }) => waited(found(search)),
    live: (_input, signal) => {
      counts.streamsOpen += 1;
      signal?.addEventListener('abort', () => (counts.streamsOpen -= 1), { once: true });
      return arrivals.subscribe(signal);
    },
  };

  return {
    surface: { captures, ...smallDomains() } satisfies EngineSurface,
    /** Live lists of captures open at the moment. */
    counts,
    arrive(id: string, body: Blob, reply?: Blob, target = BLANK.target): CaptureSummary {
      const detail = { ...BLANK, id: CaptureId.parse(id), sizeBytes: body.size, target };
      kept.set(id, { detail, request: body, reply });
      arrivals.publish({ kind: 'added', items: [detail] });
      return detail;
    },
  };
}

const BLANK: CaptureDetail = {
  id: CaptureId.parse('blank'),
  receivedAt: 1_700_000_000_000,
  durationMs: 2,
  method: 'POST',
  target: '/orders',
  endpointId: null,
  endpointName: 'Inbox',
  sizeBytes: 0,
  contentType: 'application/json',
  status: 200,
  decidedBy: 'respond',
  reason: null,
  failure: null,
  cut: false,
  viaTunnel: false,
  pinned: false,
  hasNote: false,
  replayOf: null,
  provider: null,
  eventType: null,
  signature: null,
  httpVersion: '1.1',
  headers: [['X-One', '1']],
  trailers: [],
  remoteAddress: '127.0.0.1',
  remotePort: 50_000,
  reportedClient: null,
  note: '',
  contentEncoding: null,
  declaredBytes: null,
  surplus: null,
  bodySha256: null,
  reply: null,
  stages: [],
  replayCount: 0,
};

function smallDomains(): Omit<EngineSurface, 'captures'> {
  const endpoints = new Map<string, Endpoint>();
  const job: ReplayJob = {
    id: 'j',
    total: 2,
    done: 0,
    answered: 0,
    failed: 0,
    state: 'running',
    results: [],
  };
  const hosts = new Set<string>();
  let settings: Settings = {
    bodyCapBytes: 50_000_000,
    keepCount: 100_000,
    keepDays: 30,
    keepBytes: 1_000_000_000,
    notifyOnArrival: false,
  };
  let tunnel: TunnelState = TUNNEL_OFF;
  const save = (id: EndpointId, input: EndpointInput): Endpoint => {
    if (!input.path.startsWith('/')) {
      throw new BackstitchError('ENDPOINT_INVALID', 'The path does not begin with a slash.', {
        hint: 'Write /orders.',
        field: 'path',
      });
    }
    const endpoint: Endpoint = {
      ...input,
      id,
      isInbox: false,
      position: 1,
      shadowedBy: null,
      failuresLeft: 0,
      chaosSeen: 0,
      captureCount: 0,
      localUrl: '',
      publicUrl: null,
    };
    endpoints.set(id, endpoint);
    return endpoint;
  };
  const endpoint = (id: string): Endpoint => {
    const one = endpoints.get(id);
    if (one === undefined) throw new BackstitchError('ENDPOINT_NOT_FOUND');
    return one;
  };
  const noReplay = () => {
    throw new BackstitchError('REPLAY_NOT_FOUND');
  };

  const noSource = () => {
    throw new BackstitchError('BACKFILL_SOURCE_NOT_FOUND');
  };
  const noSuite = () => {
    throw new BackstitchError('SUITE_NOT_FOUND');
  };

  return {
    ...NO_APPS,
    endpoints: {
      list: () => [...endpoints.values()],
      create: (input) => save(EndpointId.parse(`e${endpoints.size}`), input),
      update: ({ id, ...input }) => save(endpoint(id).id, input),
      remove: ({ id }) => ({ removed: endpoints.delete(id) }),
      removeMany: ({ ids }) => ({ removed: ids.filter((id) => endpoints.delete(id)) }),
      restore: () => [...endpoints.values()],
      switchMany: () => [...endpoints.values()],
      facts: () => [],
      move: () => [...endpoints.values()],
      resetFailures: ({ id }) => endpoint(id),
      resetChaos: ({ id }) => endpoint(id),
      forwardTo: () => {
        throw new BackstitchError('FORWARD_INVALID');
      },
      async *live() {
        yield { changed: true };
      },
    },
    search: { everything: () => [] },
    backfill: {
      providers: () => ({ providers: [], others: [] }),
      sources: () => [],
      createSource: noSource,
      updateSource: noSource,
      removeSource: noSource,
      testSource: noSource,
      away: () => [],
      scan: noSource,
      scans: () => [],
      getScan: noSource,
      items: noSource,
      act: noSource,
      cancel: noSource,
      async *live() {
        yield { scanId: null };
      },
    },
    suites: {
      start: noSuite,
      runs: () => [],
      run: noSuite,
      cases: noSuite,
      case: noSuite,
      cancel: noSuite,
      async *live() {
        yield { runId: null };
      },
      list: () => [],
      get: noSuite,
      save: noSuite,
      update: noSuite,
      remove: noSuite,
      secrets: noSuite,
      export: noSuite,
      import: noSuite,
    },
    views: {
      list: () => [],
      save: () => [],
      remove: () => [],
      move: () => [],
      async *live() {
        yield [];
      },
    },
    reading: {
      charsets: () => [],
      setCharset: (input) => input,
    },
    replays: {
      send: async ({ id, to, edit }) => {
        if (to.kind === 'url') {
          const { hostname } = new URL(to.url);
          const message = `${hostname} was not allowed yet.`;
          throw new BackstitchError('TARGET_NEEDS_ALLOW', message, { host: hostname });
        }
        const bytes = new Uint8Array((await edit?.body?.arrayBuffer()) ?? []);
        return { ...REPLAY, captureId: id, requestBytes: bytes.length, note: checksum(bytes) };
      },
      compose: noReplay,
      preview: noReplay,
      tries: () => ({ items: [], next: null }),
      ofCapture: () => [],
      get: noReplay,
      body: noReplay,
      startJob: () => job,
      job: () => job,
      cancelJob: () => ({ ...job, state: 'canceled' }),
      // Fails after the first value, as an engine whose database went away would.
      async *jobLive() {
        yield job;
        throw new Error('inner words: /home/someone/secret');
      },
      targets: () => [],
      allowedHosts: () => [...hosts],
      allowHost: ({ host }) => [...hosts.add(host)],
      forgetHost: ({ host }) => (hosts.delete(host), [...hosts]),
    },
    system: {
      health: () => ({
        status: 'ok',
        version: '0.1.0',
        instance: 'memory',
        capture: { state: 'running' },
      }),
      status: () => STATUS,
      async *live() {
        yield STATUS;
      },
      async *changes() {
        yield { domains: ['views'] };
      },
      settings: () => settings,
      saveSettings: (wanted) => (settings = wanted),
      limitsEffect: () => ({
        keepCount: 0,
        keepDays: 0,
        keepBytes: 0,
        keepDeliveryDays: 0,
        keepDeliveryBytes: 0,
      }),
      storage: () => ({ database: 1, unused: 0, bodies: 0, tables: 0, copies: 0, other: 0 }),
      compact: () => COMPACTED,
      stopCompact: () => COMPACTED,
      openFolder: () => {},
      diagnostics: () => ({ text: '' }),
    },
    tunnel: {
      get: () => tunnel,
      put: (config) => (tunnel = { ...tunnel, config }),
      dismissNotice: () => tunnel,
      outages: () => [],
      programs: () => [],
      async *live() {
        yield tunnel;
      },
    },
  };
}

/** Differs when any byte, or the order of two, differs. */
export function checksum(bytes: Uint8Array): string {
  return String(bytes.reduce((total, byte) => (total * 31 + byte) % 1_000_003, 7));
}

const REPLAY: Replay = {
  id: ReplayId.parse('r1'),
  captureId: CaptureId.parse('blank'),
  draftKey: null,
  signature: 'keep',
  number: 1,
  startedAt: 1_700_000_000_000,
  url: 'http://127.0.0.1:8976/orders',
  edited: true,
  outcome: 'answered',
  status: 200,
  error: null,
  errorCode: null,
  totalMs: 1,
  method: 'POST',
  requestHeaders: [],
  requestBytes: 0,
  sentBody: 'captured',
  dropped: [],
  remoteAddress: '127.0.0.1',
  timings: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null },
  reason: 'OK',
  responseHeaders: [],
  responseBytes: 0,
  responseCut: false,
  note: null,
};

const COMPACTED: CompactState = {
  state: 'none',
  freedBytes: 0,
  totalBytes: 0,
  at: null,
  why: null,
};

const STATUS: Status = {
  version: '0.1.0',
  intakeUrl: 'http://127.0.0.1:8976',
  tls: null,
  newer: null,
  dataDir: '/data',
  face: 'browser',
  startedAt: 1_700_000_000_000,
  capture: { state: 'running' },
  held: 0,
  heldBytes: 0,
  perSecond: [],
  lastSweep: null,
  compact: COMPACTED,
};

const TUNNEL_OFF: TunnelState = {
  phase: 'off',
  publicUrl: null,
  since: 1_700_000_000_000,
  reason: null,
  notice: null,
  nextTryAt: null,
  lastProbe: null,
  config: TunnelConfig.parse({ mode: 'off' }),
  detail: { problem: null, hostKey: null, pid: null, lines: [] },
};
