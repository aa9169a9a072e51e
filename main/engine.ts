import type { CaptureId, EndpointId } from '../preload/contract/shapes.ts';
import { openAnswerJournal } from './captures/answer-journal.ts';
import { openBodyFolder } from './captures/body-sink.ts';
import { openCaptures, type Captures } from './captures/captures.ts';
import { pathOf } from './captures/arrival.ts';
import { maskOldRows } from './captures/mask-old-rows.ts';
import { type AskedInQuery, openUrlSecrets } from './captures/url-secrets.ts';
import { sendSample } from './captures/sample.ts';
import { openDeliveries, type Deliveries } from './deliveries/deliveries.ts';
import type { OwnPlaces } from './outbound/guard/guard.ts';
import { NAMED_SERVERS, RELAY } from './outbound/guard/policies.ts';
import { judgeServer } from './outbound/guard/server.ts';
import { systemResolve, withDeadline } from './outbound/resolve.ts';
import { openReplays } from './replays/replays.ts';
import { captureForTrial, captureForVerdict, wholeCapture } from './engine-captures.ts';
import { openSessions } from './control/sessions/book.ts';
import { openSessionStore } from './control/sessions/store.ts';
import { withoutCredentials } from './client-api/masks.ts';
import { openEndpoints } from './endpoints/endpoints.ts';
import { takesPath } from './endpoints/matching.ts';
import { openIntegrations, type Integrations } from './integrations/integrations.ts';
import { openIntake } from './intake/intake.ts';
import type { StartProcess } from './lib/child-process/own-process.ts';
import { startNodeProcess } from './lib/child-process/start-node-process.ts';
import { systemClock, type Clock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import { BackstitchError } from './lib/errors.ts';
import { isOwnAddress } from './lib/own-address.ts';
import { readVersion } from './lib/version.ts';
import { openSenders, type Senders } from './senders/senders.ts';
import { DEFAULTS, openSettings } from './settings/settings.ts';
import { createGroupCommit, isStorageError } from './store/group-commit.ts';
import { createStoreHealth, tryWrite } from './store/health.ts';
import { lockDataDir } from './store/lock.ts';
import { prepareDataDir } from './store/data-dir.ts';
import { openDatabase } from './store/open.ts';
import { asUnreadable } from './store/recover/diagnose.ts';
import { openSimulator } from './simulator/simulator.ts';
import { openStatus, type StatusRoom } from './status/status.ts';
import { openStitch } from './stitch/stitch.ts';
import type { Protection } from './secrets/secrets.ts';
import type { DeliverCall } from './services/deliveries-action.ts';
import { openTunnel } from './tunnel/tunnel.ts';

export interface EngineOptions {
  dataDir: string;
  face: 'desktop' | 'browser';
  log: Log;
  /** Default 127.0.0.1:8976; port 0 takes any free one. */
  intake?: { host?: string; port?: number; headersMs?: number; bodyIdleMs?: number };
  clock?: Clock;
  /** For a moment only: the tunnel stays down. */
  quiet?: boolean;
  /** How Secrets rest on disk; as they are where nothing better is to be had. */
  protection?: Protection;
  /** How processes of ours are started; default as plain Node does. */
  startProcess?: StartProcess;
}

export type Engine = Awaited<ReturnType<typeof startEngine>>;

export const DEFAULT_INTAKE_PORT = 8976;
const PROBE_MS = 2000;

/**
 * Puts the parts together: takes the data directory, opens the database, starts the intake.
 * Everything opened is closed again in reverse order, also when a later part fails to start.
 *
 * @throws BackstitchError DATA_DIR_UNUSABLE, DATA_DIR_LOCKED, DATABASE_TOO_NEW,
 *   DATABASE_UNREADABLE, PORT_IN_USE
 */
export async function startEngine(options: EngineOptions) {
  try {
    return await assemble(options);
  } catch (error) {
    // A damaged page is met where it is read first.
    throw asUnreadable(options.dataDir, error) ?? error;
  }
}

async function assemble(options: EngineOptions) {
  const { dataDir, face, log } = options;
  const clock = options.clock ?? systemClock;
  const startProcess = options.startProcess ?? startNodeProcess;
  const startedAt = clock.now();
  const version = readVersion();
  await using stack = new AsyncDisposableStack();

  prepareDataDir(dataDir);
  stack.defer(lockDataDir(dataDir));
  const db = openDatabase(dataDir, maskOldRows);
  stack.defer(() => {
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
  });

  // The parts below need each other's addresses, which are known once the intake listens.
  const late: {
    captures?: Captures;
    status?: StatusRoom;
    deliveries?: Deliveries;
    intakeUrl: string;
    intakePort: number;
    ownPorts: Set<number>;
    controlUrl: string | null;
    announce: (localPort: number, of: CaptureId, localAddress: string) => () => void;
    tokens?: Integrations['tokens'];
    askedInQuery: (method: string, target: string) => AskedInQuery[];
    sign: Senders['sign'];
  } = {
    intakeUrl: '',
    intakePort: 0,
    ownPorts: new Set(),
    controlUrl: null,
    announce: () => () => {},
    askedInQuery: () => [],
    sign: () => ({ ok: false, text: 'The engine is still starting.' }),
  };

  const health = createStoreHealth(
    () => clock.now(),
    () => late.status?.changed(),
  );
  const onStorageError = (error: unknown): void => {
    log.error({ err: error }, 'The database could not be written.');
    health.failed(error);
  };
  const groups = createGroupCommit(db, {
    onFailure: (error) => (isStorageError(error) ? onStorageError(error) : logFailure(error)),
    onSuccess: health.worked,
  });
  stack.defer(() => groups.flush());
  const logFailure = (error: unknown): void => log.error({ err: error }, 'A write failed.');
  const say = (message: string, error: unknown): void => log.error({ err: error }, message);

  const settings = openSettings(db, groups);
  const sessions = openSessions({ store: openSessionStore(db), clock, later: groups.later });
  const installId = settings.installId();
  const bodies = openBodyFolder(dataDir);
  const resolve = withDeadline(systemResolve, clock);
  const own: OwnPlaces = {
    publicHost: () => tunnelHost(),
    isOwnListener: (address, port) => late.ownPorts.has(port) && isOwnAddress(address),
  };
  const tunnel = stack.use(
    openTunnel({
      db,
      commit: groups,
      intakePort: () => late.intakePort,
      judgeRelay: (relay) => judgeServer(relay, { policy: RELAY, own, resolve }),
      clock,
      log: say,
    }),
  );
  const tunnelHost = (): string | null => {
    const url = tunnel.publicUrl();
    return url === null ? null : new URL(url).host;
  };
  const urlSecrets = openUrlSecrets({
    db,
    tokens: {
      idOf: (token) => late.tokens?.idOf(token),
      once: (urlId) => late.tokens?.once(urlId),
    },
    asked: (method, target) => late.askedInQuery(method, target),
  });
  const replays = stack.use(
    openReplays({
      db,
      commit: groups,
      clock,
      installId,
      intakeUrl: () => late.intakeUrl,
      ...own,
      announceReplay: (localPort, of, localAddress) => late.announce(localPort, of, localAddress),
      maskUrl: (url) => urlSecrets.mask(url),
      readCapture: (id) => late.captures?.forReplay(id),
      settled: async (id) => late.captures?.settled(id),
      sign: (request) => late.sign(request),
      log: say,
    }),
  );
  const simulator = stack.use(
    openSimulator({
      clock,
      installId,
      version,
      guard: replays.guard,
      intakeUrl: () => late.intakeUrl,
      log: say,
    }),
  );
  const captures = stack.use(
    openCaptures({
      db,
      groups,
      bodies,
      journal: stack.use(openAnswerJournal(dataDir)),
      clock,
      limits: settings.get,
      // Credentials of client applications are no part of a capture at all.
      leaveOut: (arrival) =>
        urlSecrets.leaveOut(withoutCredentials(arrival, (file) => bodies.remove(file))),
      maskSurplus: urlSecrets.maskSurplus,
      replayCount: replays.countOf,
      onPurged: replays.forgetCaptures,
      onRecorded: (rowId) => late.deliveries?.captured(rowId),
      onChange: () => late.status?.changed(),
      log: say,
    }),
  );
  late.captures = captures;
  const endpoints = openEndpoints({
    db,
    groups,
    localUrl: () => late.intakeUrl,
    publicUrl: tunnel.publicUrl,
    captureCount: (id: EndpointId) => captures.countOf(id),
  });
  stack.defer(endpoints.close);
  stack.defer(tunnel.onChange(endpoints.touch));

  const stitch = stack.use(
    openStitch(
      {
        db,
        groups,
        clock,
        log,
        say,
        dataDir,
        startProcess,
        installId,
        captures: {
          publicId: captures.publicId,
          rowIdOf: captures.rowIdOf,
          countOf: captures.countOf,
          listNow: captures.listNow,
          forTrial: (id) => captureForTrial(captures, urlSecrets, id),
          newestOf: (endpointId, limit) => captures.newestOf(endpointId, limit),
          replyOf: async (id) =>
            Buffer.from(await (await captures.body({ id, of: 'reply' })).arrayBuffer()),
        },
        intakeUrl: () => late.intakeUrl,
        publicUrl: tunnel.publicUrl,
        deliver: (call) => deliver(late.deliveries, call),
        captureLink: (id) => late.controlUrl && `${late.controlUrl}/#/captures/${id}`,
        isOwnListener: own.isOwnListener,
      },
      { protection: options.protection, tokenSecret: settings.tokenSecret() },
    ),
  );

  const integrations = stack.use(
    openIntegrations({
      db,
      groups,
      clock,
      dataDir,
      startProcess,
      installId,
      intakeUrl: () => late.intakeUrl,
      publicUrl: tunnel.publicUrl,
      captures: {
        publicId: captures.publicId,
        rowIdOf: captures.rowIdOf,
        receivedAt: captures.receivedAt,
        ownerOf: captures.ownerOf,
        fates: captures.fates,
        readBody: captures.readBody,
        charsetAt: captures.charsetAt,
      },
      judgeServer: (server) => judgeServer(server, { policy: NAMED_SERVERS, own, resolve }),
      log: say,
    }),
  );

  const senders = openSenders({
    db,
    groups,
    clock,
    protection: options.protection,
    captures: {
      find: (id) => captureForVerdict(captures, urlSecrets, id),
      note: captures.noteSender,
      duplicatesOf: captures.duplicatesOf,
    },
    urlOf: (id) => endpoints.list().find((endpoint) => endpoint.id === id)?.localUrl,
    takersOf: (path) => endpoints.list().filter((one) => one.enabled && takesPath(one.path, path)),
    knownUrls: () => [tunnel.publicUrl(), late.intakeUrl].filter((url) => typeof url === 'string'),
  });

  late.sign = senders.sign;
  late.tokens = integrations.tokens;
  late.askedInQuery = (method, target) => {
    const secret = stitch.querySecret(method, target);
    if (secret !== undefined) return [{ name: 'secret', values: secret === '' ? [] : [secret] }];
    return senders.intake.askedInQuery(endpoints.matchRequest(method, pathOf(target)).id);
  };
  const deliveries = stack.use(
    openDeliveries({
      db,
      groups,
      clock,
      installId,
      version,
      protection: options.protection,
      quiet: options.quiet,
      ...own,
      limits() {
        const { keepDeliveryDays, keepDeliveryBytes } = { ...DEFAULTS, ...settings.get() };
        return { days: keepDeliveryDays, bytes: keepDeliveryBytes };
      },
      headersFor: replays.headersFor,
      transform: stitch.transform,
      captures: {
        ...captures,
        bytes: async (rowId) => (await captures.readBody(rowId))?.bytes,
        readWhole: (rowId) => wholeCapture(captures, rowId),
      },
      log: say,
    }),
  );
  late.deliveries = deliveries;

  const intake = stack.use(
    await openIntake(
      {
        captures,
        endpoints,
        probes: tunnel.probes,
        takers: [integrations.intake, stitch.intake],
        beforeInbox: stitch.unserved,
        senders: senders.intake,
        forwardNow: deliveries.forwardNow,
        bodies,
        installId,
        bodyCapBytes: () => settings.get().bodyCapBytes,
        readOrigin: tunnel.readOrigin,
        fillIn: urlSecrets.fillIn,
        now: () => clock.now(),
        onStorageError,
        log: say,
      },
      { host: '127.0.0.1', port: DEFAULT_INTAKE_PORT, ...options.intake },
    ),
  );
  // Before the intake waits for those in flight.
  stack.defer(stitch.stopSoon);
  late.intakeUrl = intake.url;
  late.intakePort = intake.port;
  late.ownPorts.add(intake.port);
  late.announce = (localPort, of, localAddress) =>
    intake.announceReplay(localPort, captures.rowIdOf(of), localAddress);

  const status = openStatus(() => ({
    version,
    intakeUrl: intake.url,
    dataDir,
    face,
    startedAt,
    capture: health.get(),
    held: captures.totals.held,
    heldBytes: captures.totals.heldBytes,
    perSecond: captures.totals.perSecond(clock.now()),
    lastSweep: captures.lastSweep(),
  }));
  late.status = status;
  stack.defer(status.close);

  // While nothing can be written, try again now and then, so that capture resumes by itself.
  const resume = setInterval(() => {
    if (health.get().state === 'paused') groups.commit(() => tryWrite(db)).catch(() => {});
  }, PROBE_MS);
  stack.defer(() => clearInterval(resume));
  if (options.quiet !== true) tunnel.start();
  await deliveries.start();

  const running = stack.move();
  return {
    captures: { ...captures, sample: () => sendSample(intake.url, clock.now()) },
    endpoints,
    reading: captures.reading,
    replays,
    simulator,
    deliveries: deliveries.surface,
    destinations: deliveries.destinations,
    ...stitch.surfaces,
    ...integrations.surfaces,
    signatures: senders.surface,
    sessions: sessions.surface,
    /** Browsers that signed in, for the control listener. */
    sessionBook: sessions.book,
    loadingIdle: integrations.idle,
    tunnel: {
      ...tunnel,
      live: (_input?: undefined, signal?: AbortSignal) => tunnel.subscribe(signal),
    },
    system: {
      health: status.health,
      status: status.get,
      settings: settings.get,
      saveSettings: settings.save,
      live: (_input?: undefined, signal?: AbortSignal) => status.live(signal),
    },
    installId,
    intakeUrl: intake.url,
    dataDir,
    db,
    /** Keeps replays away from a listener of ours; call it when one opens. */
    protect: (port: number): void => void late.ownPorts.add(port),
    /** Where the control listener shows captures; call it when one opens. */
    showAt: (controlUrl: string): void => {
      late.controlUrl = controlUrl;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** A message of a function, with the answer that functions get. */
async function deliver(room: Deliveries | undefined, call: DeliverCall) {
  if (room === undefined) throw new BackstitchError('STORE_UNAVAILABLE');
  const { body, ...rest } = call;
  const bodyBase64 = body.toString('base64');
  const sent = await room.surface.send({ ...rest, bodyBase64, origin: 'function' });
  return {
    messageId: sent.messageId,
    deliveries: sent.deliveries.map(({ id, destinationName }) => ({
      id,
      destination: destinationName,
    })),
  };
}
