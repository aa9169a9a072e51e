import { openAnswerJournal } from '../captures/recovery/answer-journal.ts';
import { openBodyFolder } from '../captures/body-sink.ts';
import { openCaptures } from '../captures/captures.ts';
import { type Arrival, pathOf } from '../captures/arrival.ts';
import { openUrlSecrets } from '../captures/url-secrets/url-secrets.ts';
import { withoutCredentials } from '../apps/client-api/masks.ts';
import { openSessions } from '../control/sessions/book.ts';
import { openSessionStore } from '../control/sessions/store.ts';
import { openCatalogue } from '../catalogue/catalogue.ts';
import { openCompare } from '../compare/compare.ts';
import { openDrafts } from '../drafts/drafts.ts';
import { openEndpoints } from '../endpoints/endpoints.ts';
import { openBackfillOf } from './captures/backfill-room.ts';
import { openExpectations } from '../expectations/expectations.ts';
import { createShown } from '../interchange/shown.ts';
import { startNodeProcess } from '../lib/child-process/start-node-process.ts';
import type { Clock } from '../lib/clock.ts';
import { readVersion } from '../lib/version.ts';
import { NAMED_SERVERS, RELAY } from '../outbound/guard/policies.ts';
import { checkServer } from '../outbound/guard/server.ts';
import { systemResolve, withDeadline } from '../outbound/resolve.ts';
import { openAgentTokens } from '../mcp/agent-tokens.ts';
import { signatureHeadersOfSender } from '../senders/sender-fields.ts';
import { READY_RULES, rulesProblem } from '../notices/rules.ts';
import { openPrefs } from '../settings/prefs.ts';
import { MOST_KEPT, openSettings } from '../settings/settings.ts';
import { openAppRooms } from '../apps/apps.ts';
import { openSuites } from '../suites/suites.ts';
import { openTunnel } from '../tunnel/tunnel.ts';
import type { Addresses } from './addresses.ts';
import { asCompared, capturesForApps } from './captures/capture-views.ts';
import type { createChanges } from './changes/changes.ts';
import { handledCases } from './captures/handled-cases.ts';
import { judgedCaptures } from './captures/judged-captures.ts';
import { sendingBy } from './function-messages.ts';
import { openNoticesOf } from './happenings.ts';
import { openIntakeOf } from './intake-of.ts';
import { openIntegrationsOf } from './integrations-of.ts';
import { openInterchange } from './interchange-rooms.ts';
import { DEFAULT_INTAKE_PORT, type EngineOptions } from './options.ts';
import { openProjectRoom } from './project/project-room.ts';
import { openSendersOf } from './senders-of.ts';
import { openSending } from './sending-rooms.ts';
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

const switchProblem = (value: unknown): string | null =>
  typeof value === 'boolean' ? null : 'This is on or off: true or false.';

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

  const settings = openSettings(db, groups);
  const limits = options.ephemeral ? () => ({ ...settings.get(), ...MOST_KEPT }) : settings.get;
  const sessions = openSessions({
    store: openSessionStore(db),
    clock,
    later: groups.later,
    changed: () => tell('sessions'),
  });
  const agentTokens = openAgentTokens({
    db,
    now: () => clock.now(),
    later: groups.later,
  });
  const drafts = openDrafts({ db, groups, clock });
  const prefs = stack.use(
    openPrefs({
      db,
      groups,
      clock,
      known: {
        notices: { fallback: READY_RULES, problemOf: rulesProblem },
        'updates.ask': { fallback: true, problemOf: switchProblem },
      },
    }),
  );
  const installId = settings.installId();
  const resolve = withDeadline(systemResolve, clock);
  const { intakeUrl, intakePort, publicUrl, publicHost, isOwnListener } = addresses;
  const own = { publicHost, isOwnListener };

  const tunnel = stack.use(
    openTunnel({
      db,
      commit: groups,
      intakePort,
      checkRelay: (relay) => checkServer(relay, { policy: RELAY, own, resolve }),
      clock,
      log: say,
    }),
  );
  addresses.reachedThrough(tunnel.publicUrl);

  const bodies = openBodyFolder(dataDir);
  const captures = stack.use(
    openCaptures({
      db,
      groups,
      bodies,
      journal: stack.use(openAnswerJournal(dataDir)),
      clock,
      limits,
      log: say,
      elsewhere: { startProcess, dataDir, atOnce: options.searchedAtOnce },
    }),
  );
  const urlSecrets = openUrlSecrets(db);
  const endpoints = openEndpoints({
    db,
    groups,
    localUrl: intakeUrl,
    publicUrl,
    captureCount: captures.countOf,
  });
  stack.defer(endpoints.close);
  stack.defer(tunnel.onChange(endpoints.touch));

  const senders = openSendersOf(
    { db, groups, clock, protection },
    { captures, urlSecrets, endpoints, intakeUrl, publicUrl },
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
      checkServer: (server) => checkServer(server, { policy: NAMED_SERVERS, own, resolve }),
      log: say,
    }),
  );
  const expectations = openExpectations({
    db,
    groups,
    captured: judgedCaptures(captures, deliveries),
    clipped: () => createShown(secretTexts()),
    mark: () => captures.mark().mark,
    now: () => clock.now(),
  });
  const suites = stack.use(
    openSuites({
      db,
      groups,
      clock,
      handled: handledCases({
        captures,
        replays,
        deliveries,
        senders,
        clock,
        intakeUrl,
        secrets: secretTexts,
      }),
      log: say,
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
    openCatalogue({
      db,
      groups,
      clock,
      dataDir,
      startProcess,
      atOnce: options.studiedAtOnce,
      captures,
      signatureHeaders: signatureHeadersOfSender,
      log: say,
    }),
  );
  stack.defer(captures.onRecorded(catalogue.wake));
  stack.defer(captures.onChange(catalogue.wake));
  const traceExport = stack.use(
    openTraceExportOf(
      { captures, apps, deliveries, replays, integrations, backfill, imports, installId },
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
  const compare = openCompare(asCompared(captures, prefs));
  const notices = stack.use(openNoticesOf({ prefs, captures, db, groups, clock, log: say }));
  stack.defer(project.onState(() => tell(...IN_PROJECT)));
  const happen = { captures, tunnel, deliveries, integrations, project, catalogue, backfill };
  stack.defer(notices.hears(happen));
  urlSecrets.opensWith(integrations.tokens);
  urlSecrets.asks((method, target) => {
    const secret = apps.querySecret(method, target);
    if (secret !== undefined) return [{ name: 'secret', values: secret === '' ? [] : [secret] }];
    return senders.intake.askedInQuery(endpoints.matchRequest(method, pathOf(target)).id);
  });

  const intake = stack.use(
    await openIntakeOf(
      {
        captures,
        tunnel,
        integrations,
        apps,
        endpoints,
        senders,
        deliveries,
        urlSecrets,
        settings,
      },
      {
        bodies,
        marks,
        installId,
        leaveOut,
        now: () => clock.now(),
        onStorageError: storage.onError,
        log: say,
      },
      {
        host: '127.0.0.1',
        port: DEFAULT_INTAKE_PORT,
        ...options.intake,
        tlsChanged: statusChanged,
      },
    ),
  );
  // Before the intake waits for those in flight.
  stack.defer(apps.stopSoon);
  addresses.listens(intake);
  if (options.quiet !== true && options.ephemeral !== true) {
    backfill.away.start();
    tunnel.start();
  }
  await deliveries.start(apps.transform);
  if (options.quiet !== true) await backfill.resume();
  if (options.quiet !== true) project.start();

  const opened = stack.move();
  return {
    settings,
    sessions,
    agentTokens,
    catalogue,
    compare,
    drafts,
    notices,
    prefs,
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
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
