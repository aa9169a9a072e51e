import type { Arrival } from '../captures/arrival.ts';
import { withoutCredentials } from '../apps/client-api/masks.ts';
import { openCompare } from '../compare/compare.ts';
import { openBackfillOf } from './captures/backfill-room.ts';
import { createShown } from '../interchange/shown.ts';
import { startNodeProcess } from '../lib/child-process/start-node-process.ts';
import type { Clock } from '../lib/clock.ts';
import { readVersion } from '../lib/version.ts';
import { NAMED_SERVERS, RELAY } from '../outbound/guard/policies.ts';
import { checkServer } from '../outbound/guard/server.ts';
import { systemResolve, withDeadline } from '../outbound/resolve.ts';
import { openAppRooms } from '../apps/apps.ts';
import type { Addresses } from './addresses.ts';
import { asCompared, capturesForApps } from './captures/capture-views.ts';
import type { createChanges } from './changes/changes.ts';
import { sendingBy } from './function-messages.ts';
import { openNoticesOf } from './happenings.ts';
import { openIntegrationsOf } from './integrations-of.ts';
import { openCatching } from './rooms/catching-rooms.ts';
import { openInterchange } from './rooms/interchange-rooms.ts';
import { openCatalogueOf, openJudging } from './rooms/judging-rooms.ts';
import { openOwnRooms } from './rooms/own-rooms.ts';
import type { EngineOptions } from './options.ts';
import { openProjectRoom } from './project/project-room.ts';
import { startRooms } from './rooms/start-rooms.ts';
import { openSending } from './rooms/sending-rooms.ts';
import { openTraceExportOf } from './traced.ts';
import type { Storage } from './storage.ts';
import { AsyncClosingStack } from '../lib/closing-stack.ts';

/** What a project file holds, and so may change. */
const IN_PROJECT = [
  'apps',
  'destinations',
  'expectations',
  'redaction',
  'replays',
  'signatures',
  'sql',
  'system',
] as const;

interface Ground {
  options: EngineOptions;
  storage: Storage;
  addresses: Addresses;
  clock: Clock;
  /** Says that something changed in these parts, by a way that is no operation. */
  tell: ReturnType<typeof createChanges>['tell'];
  /** What the status bar shows is another now. */
  statusChanged: () => void;
}

export type Rooms = Awaited<ReturnType<typeof openRooms>>;

/**
 * Opens the rooms of the engine, each after those whose answers it needs, and the intake last: from then
 * on webhooks come in. What a room has to tell others, it publishes, and they subscribe here.
 *
 * @throws BackstitchError PORT_IN_USE
 */
export async function openRooms({
  options,
  storage,
  addresses,
  clock,
  tell,
  statusChanged,
}: Ground) {
  const { dataDir, log, protection } = options;
  const { db, groups } = storage;
  const startProcess = options.startProcess ?? startNodeProcess;
  const say = (message: string, error: unknown): void => log.error({ err: error }, message);
  const version = readVersion();
  await using stack = new AsyncClosingStack();

  const { settings, limits, sessions, agentTokens, drafts, prefs, installId } = stack.use(
    openOwnRooms({ options, storage, clock, tell }),
  );
  const resolve = withDeadline(systemResolve, clock);
  const { intakeUrl, publicUrl, publicHost, isOwnListener } = addresses;
  const own = { publicHost, isOwnListener };

  const known = { own, resolve };
  const checkNamed = (server: Parameters<typeof checkServer>[0]) =>
    checkServer(server, { policy: NAMED_SERVERS, ...known });
  const { tunnel, team, bodies, captures, urlSecrets, endpoints, senders } = stack.use(
    openCatching({
      options,
      storage,
      addresses,
      clock,
      startProcess,
      version,
      limits,
      say,
      checkRelay: (relay) => checkServer(relay, { policy: RELAY, ...known }),
      // The room of named secrets is opened later; the tunnel starts last of all.
      secretOf: (name): string | undefined => project.secretOf(name),
    }),
  );

  const { marks, replays, simulator, deliveries } = stack.use(
    openSending({
      options,
      storage,
      addresses,
      clock,
      installId,
      version,
      limits,
      captures,
      urlSecrets,
      endpoints,
      senders,
      team: team.lanes,
      say,
    }),
  );

  const apps = stack.use(
    openAppRooms(
      {
        db,
        groups,
        clock,
        log,
        say,
        dataDir,
        startProcess,
        installId,
        captures: capturesForApps(captures, urlSecrets),
        intakeUrl,
        publicUrl,
        deliver: sendingBy(deliveries),
        captureLink: addresses.captureLink,
        answered: () => tell('users', 'clientApi', 'documents'),
        isOwnListener,
      },
      { protection, tokenSecret: settings.tokenSecret() },
    ),
  );

  const secretTexts = (): string[] => [
    settings.tokenSecret(),
    ...senders.secretTexts(),
    ...deliveries.secretTexts(),
    ...apps.secretTexts(),
    ...backfill.secretTexts(),
    ...traceExport.secretTexts(),
    ...project.secretTexts(),
    ...team.secretTexts(),
  ];
  const integrations = stack.use(
    openIntegrationsOf(captures, {
      db,
      groups,
      clock,
      dataDir,
      startProcess,
      installId,
      intakeUrl,
      publicUrl,
      secrets: secretTexts,
      checkServer: checkNamed,
      log: say,
    }),
  );
  const { expectations, suites } = stack.use(
    openJudging({
      storage,
      clock,
      captures,
      replays,
      deliveries,
      senders,
      apps,
      // The catalogue is opened later.
      variants: (id) => catalogue.variantsOf(id),
      intakeUrl,
      secrets: secretTexts,
      say,
    }),
  );
  // Credentials of client applications are no part of a capture at all.
  const leaveOut = (arrival: Arrival) =>
    urlSecrets.leaveOut(withoutCredentials(arrival, (file) => bodies.remove(file)));
  const { redaction, exports, imports } = stack.use(
    openInterchange({
      db,
      groups,
      clock,
      dataDir,
      version,
      captures,
      senders,
      endpoints,
      leaveOut,
      limits: settings.get,
      secrets: secretTexts,
      log: say,
    }),
  );
  const backfill = stack.use(
    openBackfillOf({
      storage,
      clock,
      protection,
      own,
      publicUrl,
      captures,
      senders,
      endpoints,
      tunnel,
      replays,
      leaveOut,
      limits: settings.get,
      say,
    }),
  );
  const project = stack.use(
    openProjectRoom({
      db,
      groups,
      clock,
      protection,
      calmMs: options.projectCalmMs,
      log: say,
      endpoints,
      senders,
      deliveries,
      replays,
      expectations,
      redaction,
      integrations,
      captures,
      apps,
      tunnel,
      settings,
    }),
  );
  const catalogue = stack.use(
    openCatalogueOf(captures, {
      storage,
      clock,
      dataDir,
      startProcess,
      atOnce: options.studiedAtOnce,
      say,
    }),
  );
  const traceExport = stack.use(
    openTraceExportOf(
      { captures, apps, deliveries, replays, integrations, backfill, team, imports, installId },
      {
        db,
        groups,
        clock,
        protection,
        own,
        resolve,
        version,
        isOn: options.quiet !== true,
        mask: () => {
          const shown = createShown(secretTexts());
          return (text) => shown.text(text, { kind: 'text' });
        },
        onState: () => tell('traceExport'),
        log: say,
      },
    ),
  );
  const compare = openCompare(asCompared(captures, prefs, catalogue.volatileOf));
  const notices = stack.use(openNoticesOf({ prefs, captures, db, groups, clock, log: say }));
  stack.defer(project.onState(() => tell(...IN_PROJECT)));
  const happen = { captures, tunnel, deliveries, integrations, project, catalogue, backfill };
  stack.defer(notices.hears(happen));
  const rooms = {
    settings,
    sessions,
    agentTokens,
    catalogue,
    compare,
    drafts,
    notices,
    prefs,
    team,
    tunnel,
    captures,
    endpoints,
    backfill,
    senders,
    replays,
    simulator,
    suites,
    expectations,
    exports,
    redaction,
    imports,
    deliveries,
    apps,
    integrations,
    project,
    traceExport,
    version,
    installId,
    secretTexts,
  };
  stack.use(
    await startRooms(
      { ...rooms, urlSecrets },
      {
        options,
        storage,
        addresses,
        clock,
        bodies,
        marks,
        installId,
        leaveOut,
        checkServer: checkNamed,
        secrets: secretTexts,
        statusChanged,
        say,
      },
    ),
  );

  const opened = stack.move();
  return { ...rooms, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
