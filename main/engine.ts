import type { CaptureId, EndpointId } from '../preload/contract/shapes.ts';
import { openBodyFolder } from './captures/body-sink.ts';
import { openCaptures, type Captures } from './captures/captures.ts';
import { sendSample } from './captures/sample.ts';
import { openDeliveries, type Deliveries } from './deliveries/deliveries.ts';
import { openReplays } from './replays/replays.ts';
import { captureForTrial, captureForVerdict, wholeCapture } from './engine-captures.ts';
import { openEndpoints } from './endpoints/endpoints.ts';
import { firstOf } from './integrations/hooks.ts';
import { openIntegrations } from './integrations/integrations.ts';
import { openIntake } from './intake/intake.ts';
import { systemClock, type Clock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import { BackstitchError } from './lib/errors.ts';
import { isOwnAddress } from './lib/own-address.ts';
import { readVersion } from './lib/version.ts';
import { openSenders, type Senders } from './senders/senders.ts';
import { openSettings } from './settings/settings.ts';
import { createGroupCommit, isStorageError } from './store/group-commit.ts';
import { createStoreHealth, tryWrite } from './store/health.ts';
import { lockDataDir } from './store/lock.ts';
import { openDatabase, prepareDataDir } from './store/open.ts';
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
}

export type Engine = Awaited<ReturnType<typeof startEngine>>;

export const DEFAULT_INTAKE_PORT = 8976;
const PROBE_MS = 2000;

/**
 * Puts the parts together: takes the data directory, opens the database, starts the intake.
 * Everything opened is closed again in reverse order, also when a later part fails to start.
 *
 * @throws BackstitchError DATA_DIR_UNUSABLE, DATA_DIR_LOCKED, DATABASE_TOO_NEW, PORT_IN_USE
 */
export async function startEngine(options: EngineOptions) {
  const { dataDir, face, log } = options;
  const clock = options.clock ?? systemClock;
  const startedAt = clock.now();
  const version = readVersion();
  await using stack = new AsyncDisposableStack();

  prepareDataDir(dataDir);
  stack.defer(lockDataDir(dataDir));
  const db = openDatabase(dataDir);
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
    announce: (localPort: number, of: CaptureId) => () => void;
    sign: Senders['sign'];
  } = {
    intakeUrl: '',
    intakePort: 0,
    ownPorts: new Set(),
    controlUrl: null,
    announce: () => () => {},
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
  const installId = settings.installId();
  const bodies = openBodyFolder(dataDir);
  const tunnel = stack.use(
    openTunnel({ db, commit: groups, intakePort: () => late.intakePort, clock, log: say }),
  );
  const tunnelHost = (): string | null => {
    const url = tunnel.publicUrl();
    return url === null ? null : new URL(url).host;
  };
  const replays = stack.use(
    openReplays({
      db,
      commit: groups,
      clock,
      installId,
      intakeUrl: () => late.intakeUrl,
      publicHost: tunnelHost,
      isOwnListener: (address, port) => late.ownPorts.has(port) && isOwnAddress(address),
      announceReplay: (localPort, of) => late.announce(localPort, of),
      readCapture: (id) => late.captures?.forReplay(id),
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
      clock,
      limits: settings.get,
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
        installId,
        captures: {
          publicId: captures.publicId,
          rowIdOf: captures.rowIdOf,
          countOf: captures.countOf,
          forTrial: (id) => captureForTrial(captures, id),
          newestOf: (endpointId, limit) => captures.newestOf(endpointId, limit),
          replyOf: async (id) =>
            Buffer.from(await (await captures.body({ id, of: 'reply' })).arrayBuffer()),
        },
        intakeUrl: () => late.intakeUrl,
        publicUrl: tunnel.publicUrl,
        deliver: (call) => deliver(late.deliveries, call),
        captureLink: (id) => late.controlUrl && `${late.controlUrl}/#/captures/${id}`,
        isOwnListener: (address, port) => late.ownPorts.has(port) && isOwnAddress(address),
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
      installId,
      intakeUrl: () => late.intakeUrl,
      publicUrl: tunnel.publicUrl,
      captures: {
        publicId: captures.publicId,
        rowIdOf: captures.rowIdOf,
        receivedAt: captures.receivedAt,
        ownerOf: captures.ownerOf,
        readBody: captures.readBody,
        charsetAt: captures.charsetAt,
      },
      log: say,
    }),
  );

  const senders = openSenders({
    db,
    groups,
    clock,
    protection: options.protection,
    captures: {
      find: (id) => captureForVerdict(captures, id),
      note: captures.noteSender,
      duplicatesOf: captures.duplicatesOf,
    },
    urlOf: (id) => endpoints.list().find((endpoint) => endpoint.id === id)?.localUrl,
  });

  late.sign = senders.sign;
  const deliveries = stack.use(
    openDeliveries({
      db,
      groups,
      clock,
      installId,
      version,
      protection: options.protection,
      quiet: options.quiet,
      isOwnListener: (address, port) => late.ownPorts.has(port) && isOwnAddress(address),
      publicHost: tunnelHost,
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
        webhooks: firstOf(integrations.intake, stitch.intake),
        senders: senders.intake,
        forwardNow: deliveries.forwardNow,
        bodies,
        installId,
        bodyCapBytes: () => settings.get().bodyCapBytes,
        readOrigin: tunnel.readOrigin,
        answerProbe: tunnel.probes.answer,
        now: () => clock.now(),
        onStorageError,
        log: say,
      },
      { host: '127.0.0.1', port: DEFAULT_INTAKE_PORT, ...options.intake },
    ),
  );
  late.intakeUrl = intake.url;
  late.intakePort = intake.port;
  late.ownPorts.add(intake.port);
  late.announce = (localPort, of) => intake.announceReplay(localPort, captures.rowIdOf(of));

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
