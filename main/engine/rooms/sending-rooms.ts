import { pathOf } from '../../captures/arrival.ts';
import type { Captures } from '../../captures/captures.ts';
import type { UrlSecrets } from '../../captures/url-secrets/url-secrets.ts';
import { openDeliveries } from '../../deliveries/deliveries.ts';
import type { openEndpoints } from '../../endpoints/endpoints.ts';
import { createReplayMarks } from '../../intake/replay-marks.ts';
import { packageLoader } from '../../lib/packages/add-ons.ts';
import type { Clock } from '../../lib/clock.ts';
import { openReplays } from '../../replays/replays.ts';
import type { openSenders } from '../../senders/senders.ts';
import { DEFAULTS, type openSettings } from '../../settings/settings.ts';
import { openSimulator } from '../../simulator/simulator.ts';
import type { openTeam } from '../../team/team.ts';
import type { Addresses } from '../addresses.ts';
import { captureToForward } from '../captures/capture-views.ts';
import { playedCapture } from '../captures/played-capture.ts';
import type { EngineOptions } from '../options.ts';
import type { Storage } from '../storage.ts';
import { AsyncClosingStack } from '../../lib/closing-stack.ts';

interface Parts {
  options: EngineOptions;
  storage: Storage;
  addresses: Addresses;
  clock: Clock;
  installId: string;
  version: string;
  limits: () => ReturnType<ReturnType<typeof openSettings>['get']>;
  captures: Captures;
  urlSecrets: UrlSecrets;
  endpoints: ReturnType<typeof openEndpoints>;
  senders: ReturnType<typeof openSenders>;
  team: ReturnType<typeof openTeam>['lanes'];
  say: (message: string, error: unknown) => void;
}

/** What sends: captures again, as a provider would, and on to destinations. */
export function openSending(parts: Parts) {
  const { options, storage, addresses, clock, installId, version, limits } = parts;
  const { captures, urlSecrets, endpoints, senders, say } = parts;
  const { protection } = options;
  const { db, groups } = storage;
  const { intakeUrl, publicHost, isOwnListener } = addresses;
  const own = { publicHost, isOwnListener };
  const stack = new AsyncClosingStack();

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
      team: parts.team,
      load: packageLoader(options.dataDir),
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
        arrivedHere: (rowIds) =>
          rowIds.filter((id) => captures.imported.origin(captures.publicId(id)) === undefined),
        readWhole: (rowId) => captureToForward(captures, endpoints, rowId),
      },
      log: say,
    }),
  );
  stack.defer(captures.onRecorded(deliveries.captured));
  return {
    marks,
    replays,
    simulator,
    deliveries,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
