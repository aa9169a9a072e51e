import { openAnswerJournal } from '../captures/recovery/answer-journal.ts';
import { openBodyFolder } from '../captures/body-sink.ts';
import { openCaptures } from '../captures/captures.ts';
import { type Arrival, pathOf } from '../captures/arrival.ts';
import { openUrlSecrets } from '../captures/url-secrets/url-secrets.ts';
import { withoutCredentials } from '../apps/client-api/masks.ts';
import { openSessions } from '../control/sessions/book.ts';
import { openSessionStore } from '../control/sessions/store.ts';
import { openCompare } from '../compare/compare.ts';
import { openDrafts } from '../drafts/drafts.ts';
import { openDeliveries } from '../deliveries/deliveries.ts';
import { endpointTaker } from '../endpoints/endpoint-taker.ts';
import { openEndpoints } from '../endpoints/endpoints.ts';
import { takesPath } from '../../preload/rules/endpoint-matching.ts';
import { openExpectations } from '../expectations/expectations.ts';
import { openExports } from '../interchange/exports.ts';
import { openProfiles } from '../interchange/redaction-profiles.ts';
import { createShown } from '../interchange/shown.ts';
import { openImports } from '../interchange/imports.ts';
import { openTransferFolder } from '../interchange/transfer-folder.ts';
import { openIntegrations } from '../integrations/integrations.ts';
import { openIntake } from '../intake/intake.ts';
import { createReplayMarks } from '../intake/replay-marks.ts';
import { startNodeProcess } from '../lib/child-process/start-node-process.ts';
import type { Clock } from '../lib/clock.ts';
import { readVersion } from '../lib/version.ts';
import { NAMED_SERVERS, RELAY } from '../outbound/guard/policies.ts';
import { checkServer } from '../outbound/guard/server.ts';
import { systemResolve, withDeadline } from '../outbound/resolve.ts';
import { openReplays } from '../replays/replays.ts';
import { signatureHeadersOfSender } from '../senders/sender-fields.ts';
import { openSenders } from '../senders/senders.ts';
import { READY_RULES, rulesProblem } from '../notices/rules.ts';
import { openPrefs } from '../settings/prefs.ts';
import { DEFAULTS, MOST_KEPT, openSettings } from '../settings/settings.ts';
import { openSimulator } from '../simulator/simulator.ts';
import { openAppRooms } from '../apps/apps.ts';
import { openTunnel } from '../tunnel/tunnel.ts';
import type { Addresses } from './addresses.ts';
import {
  asCompared,
  captureForTrial,
  captureForVerdict,
  newestFound,
  secretsThatVerified,
  wholeCapture,
} from './captures/capture-views.ts';
import { captureTarget } from './captures/imported-captures.ts';
import { portableCaptures } from './captures/portable-captures.ts';
import { judgedCaptures } from './captures/judged-captures.ts';
import { playedCapture } from './captures/played-capture.ts';
import { sendingBy } from './function-messages.ts';
import { openNoticesOf } from './happenings.ts';
import { DEFAULT_INTAKE_PORT, type EngineOptions } from './options.ts';
import { openProjectRoom } from './project/project-room.ts';
import type { Storage } from './storage.ts';

interface Ground {
  options: EngineOptions;
  storage: Storage;
  addresses: Addresses;
  clock: Clock;
}

export type Rooms = Awaited<ReturnType<typeof openRooms>>;

/**
 * Opens the rooms of the engine, each after those whose answers it needs, and the intake last: from then
 * on webhooks come in. What a room has to tell others, it publishes, and they subscribe here.
 *
 * @throws BackstitchError PORT_IN_USE
 */
export async function openRooms({ options, storage, addresses, clock }: Ground) {
  const { dataDir, log, protection } = options;
  const { db, groups } = storage;
  const startProcess = options.startProcess ?? startNodeProcess;
  const say = (message: string, error: unknown): void => log.error({ err: error }, message);
  const version = readVersion();
  await using stack = new AsyncDisposableStack();

  const settings = openSettings(db, groups);
  const limits = options.ephemeral ? () => ({ ...settings.get(), ...MOST_KEPT }) : settings.get;
  const sessions = openSessions({ store: openSessionStore(db), clock, later: groups.later });
  const drafts = openDrafts({ db, groups, clock });
  const prefs = stack.use(
    openPrefs({
      db,
      groups,
      clock,
      known: { notices: { fallback: READY_RULES, problemOf: rulesProblem } },
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

  const senders = openSenders({
    db,
    groups,
    clock,
    protection,
    captures: {
      find: (id) => captureForVerdict(captures, urlSecrets, id),
      note: captures.noteSender,
      duplicatesOf: captures.duplicatesOf,
      found: (search, limit) => newestFound(captures, search, limit),
      verifiedBy: (provider) => secretsThatVerified(captures, provider),
    },
    urlOf: (id) => endpoints.list().find((endpoint) => endpoint.id === id)?.localUrl,
    takersOf: (path) => endpoints.list().filter((one) => one.enabled && takesPath(one.path, path)),
    knownUrls: () => [publicUrl(), intakeUrl()].filter((url) => typeof url === 'string'),
  });

  const marks = createReplayMarks();
  const replays = stack.use(
    openReplays({
      db,
      commit: groups,
      clock,
      installId,
      intakeUrl,
      ...own,
      announceReplay: (localPort, of, localAddress) =>
        marks.announce(localPort, captures.rowIdOf(of), localAddress),
      maskUrl: urlSecrets.mask,
      readCapture: captures.forReplay,
      settled: captures.settled,
      sign: senders.sign,
      propose: senders.propose,
      endpointAt: (method, target) => endpoints.matchRequest(method, pathOf(target)).id,
      log: say,
    }),
  );
  stack.defer(captures.onPurged(replays.forgetCaptures));
  const simulator = stack.use(
    openSimulator({
      clock,
      installId,
      version,
      guard: replays.guard,
      intakeUrl,
      capture: (id, target) => playedCapture({ captures, replays, senders }, id, target),
      log: say,
    }),
  );

  const deliveries = stack.use(
    openDeliveries({
      db,
      groups,
      clock,
      installId,
      version,
      protection,
      quiet: options.quiet,
      ...own,
      limits() {
        const { keepDeliveryDays, keepDeliveryBytes } = { ...DEFAULTS, ...limits() };
        return { days: keepDeliveryDays, bytes: keepDeliveryBytes };
      },
      headersFor: replays.headersFor,
      isHostAllowed: (host) => replays.allowedHosts().includes(host),
      captures: {
        ...captures,
        bytes: async (rowId) => (await captures.readBody(rowId))?.bytes,
        readWhole: (rowId) => wholeCapture(captures, rowId),
      },
      log: say,
    }),
  );
  stack.defer(captures.onRecorded(deliveries.captured));

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
        captures: {
          publicId: captures.publicId,
          rowIdOf: captures.rowIdOf,
          countOf: captures.countOf,
          listNow: captures.listNow,
          forTrial: (id) => captureForTrial(captures, urlSecrets, id),
          newestOf: captures.newestOf,
          newestAtOf: captures.newestAtOf,
          replyOf: async (id) =>
            Buffer.from(await (await captures.body({ id, of: 'reply' })).arrayBuffer()),
        },
        intakeUrl,
        publicUrl,
        deliver: sendingBy(deliveries),
        captureLink: addresses.captureLink,
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
    ...project.secretTexts(),
  ];
  const integrations = stack.use(
    openIntegrations({
      db,
      groups,
      clock,
      dataDir,
      startProcess,
      installId,
      intakeUrl,
      publicUrl,
      captures: {
        publicId: captures.publicId,
        rowIdOf: captures.rowIdOf,
        receivedAt: captures.receivedAt,
        ownerOf: captures.ownerOf,
        fates: captures.fates,
        readBody: captures.readBody,
        charsetAt: captures.charsetAt,
        allSettled: captures.allSettled,
      },
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
  const redaction = openProfiles({ db, groups, secrets: secretTexts, now: () => clock.now() });
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
      redaction: redaction.surface,
      integrations,
      captures,
      apps,
      tunnel,
      settings,
    }),
  );
  // Credentials of client applications are no part of a capture at all.
  const leaveOut = (arrival: Arrival) =>
    urlSecrets.leaveOut(withoutCredentials(arrival, (file) => bodies.remove(file)));
  const transfer = openTransferFolder(dataDir);
  const exports = stack.use(
    openExports({
      folder: transfer,
      clock,
      version,
      source: portableCaptures(captures),
      profileOf: redaction.profileOf,
      secrets: secretTexts,
      signatureHeaders: signatureHeadersOfSender,
      log: say,
    }),
  );
  const imports = stack.use(
    openImports({
      db,
      groups,
      clock,
      folder: transfer,
      target: captureTarget({ captures, senders, leaveOut, limits: settings.get }),
      endpointName: (id) => endpoints.list().find((endpoint) => endpoint.id === id)?.name,
      log: say,
    }),
  );
  const compare = openCompare(asCompared(captures, prefs));
  const notices = stack.use(openNoticesOf({ prefs, captures, db, groups, clock, log: say }));
  stack.defer(notices.hears({ captures, tunnel, deliveries, integrations }));
  urlSecrets.opensWith(integrations.tokens);
  urlSecrets.asks((method, target) => {
    const secret = apps.querySecret(method, target);
    if (secret !== undefined) return [{ name: 'secret', values: secret === '' ? [] : [secret] }];
    return senders.intake.askedInQuery(endpoints.matchRequest(method, pathOf(target)).id);
  });

  const intake = stack.use(
    await openIntake(
      {
        captures,
        probes: tunnel.probes,
        takers: [
          integrations.intake,
          apps.intake,
          endpointTaker({
            endpoints,
            senders: senders.intake,
            forwardNow: deliveries.forwardNow,
            beforeInbox: apps.unserved,
          }),
        ],
        senders: senders.intake,
        bodies,
        marks,
        installId,
        bodyCapBytes: () => settings.get().bodyCapBytes,
        readOrigin: tunnel.readOrigin,
        fillIn: urlSecrets.fillIn,
        leaveOut,
        maskSurplus: urlSecrets.maskSurplus,
        now: () => clock.now(),
        onStorageError: storage.onError,
        log: say,
      },
      { host: '127.0.0.1', port: DEFAULT_INTAKE_PORT, ...options.intake },
    ),
  );
  // Before the intake waits for those in flight.
  stack.defer(apps.stopSoon);
  addresses.listens(intake);
  if (options.quiet !== true && options.ephemeral !== true) tunnel.start();
  await deliveries.start(apps.transform);
  if (options.quiet !== true) project.start();

  const opened = stack.move();
  return {
    settings,
    sessions,
    compare,
    drafts,
    notices,
    prefs,
    tunnel,
    captures,
    endpoints,
    senders,
    replays,
    simulator,
    expectations,
    exports,
    redaction: redaction.surface,
    imports,
    deliveries,
    apps,
    integrations,
    project,
    version,
    installId,
    secretTexts,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
