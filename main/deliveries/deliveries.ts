import type { Delivery, DestinationId } from '../../preload/contract/deliveries.ts';
import { createListeners } from '../lib/listeners.ts';
import { createGuard } from '../outbound/guard/guard.ts';
import { DELIVERIES, ENGINES } from '../outbound/guard/policies.ts';
import { createPool } from '../outbound/pool.ts';
import { systemResolve, withDeadline } from '../outbound/resolve.ts';
import { NO_PROTECTION } from '../secrets/secrets.ts';
import type { DeliveryParts } from './delivery-parts.ts';
import { createAcceptAll } from './messages/accept-all.ts';
import { makeAttempt } from './sending/attempt.ts';
import { createAskEngine } from './destinations/ask-engine.ts';
import { secretsIn } from './destinations/engine-changes.ts';
import { createPreview } from './destinations/preview.ts';
import { engineTransport } from './sending/transports/engine.ts';
import { createEngineConnections } from './sending/transports/engine-connections.ts';
import { engineOpener } from './sending/transports/engine-opener.ts';
import { httpTransport } from './sending/transports/http.ts';
import { CLOSED } from './rules/breaker.ts';
import { createByHand } from './window/by-hand.ts';
import type { CapturedParts } from './messages/captured-message.ts';
import { deliveryId, openDeliveryReader } from './store/delivery-reader.ts';
import { openDeliveryStore } from './store/delivery-store.ts';
import { createDeliveryList } from './window/delivery-list.ts';
import { type KeptDestination, openDestinationStore } from './store/destination-store.ts';
import { openDeliveryOverview } from './store/delivery-overview.ts';
import { createDestinations } from './destinations/destinations.ts';
import { createTryOut } from './destinations/try-out.ts';
import { createForwardTo, listensAt } from './destinations/forward-to.ts';
import { openForwards } from './messages/forwards.ts';
import { openJobStore } from './store/job-store.ts';
import { createJobs } from './window/jobs.ts';
import { createLiveDeliveries } from './window/live-deliveries.ts';
import { openMessageStore } from './store/message-store.ts';
import { openNoticeStore } from './store/notice-store.ts';
import { openSizeStore } from './store/size-store.ts';
import { createPortWatch } from './sending/port-watch.ts';
import { createNotices } from './window/notices.ts';
import { createQueue } from './sending/queue.ts';
import { createDeliveryEffect } from './store/effect.ts';
import { createDeliveryRetention, type DeliveryLimits } from './store/retention.ts';
import { createSyncForward } from './messages/sync-forward.ts';
import { createSendCapture } from './messages/send-capture.ts';
import { createSender, type SendInput } from './messages/sender.ts';
import { NO_TEAM } from './shared/no-team.ts';
import type { SharedDeliveries } from './shared/lane.ts';
import { createSharedLanes } from './shared/shared-lanes.ts';
import { createSharing } from './shared/sharing.ts';
import { createTried } from './shared/tried.ts';
import { openSharedAttempts } from './store/shared-attempts.ts';
import { openSharedStore } from './store/shared-store.ts';

export { targetsOf } from './engines/places.ts';

export type Deliveries = ReturnType<typeof openDeliveries>;

const QUICK_MS = 100;

/** Sends webhooks out, again and again where that is needed, and keeps what came of each attempt. */
export function openDeliveries(given: DeliveryParts) {
  let transform: CapturedParts['transform'] = () => {
    throw new Error('deliveries have not been started');
  };
  const parts = {
    ...given,
    transform: (...call: Parameters<typeof transform>) => transform(...call),
  };
  const { db, groups, clock, captures, log, team = NO_TEAM } = parts;
  const random = parts.random ?? Math.random;
  const sizes = openSizeStore(db);
  const messages = openMessageStore(db, sizes);
  const store = openDeliveryStore(db, messages.get, sizes);
  const sharedAttempts = openSharedAttempts(db, sizes);
  const reader = openDeliveryReader(db, sharedAttempts);
  const destinationStore = openDestinationStore(db, parts.protection ?? NO_PROTECTION);
  const live = createLiveDeliveries();
  const givenUp =
    createListeners<[to: { id: DestinationId; name: string }, words: string, count: number]>();
  const guard = createGuard(DELIVERIES, parts);
  const guards = { http: guard, engines: createGuard(ENGINES, parts) };
  const pool = createPool();
  const resolve = withDeadline(parts.lookup ?? systemResolve, clock);
  const notices = createNotices({
    store: openNoticeStore(db),
    commit: groups,
    tell: live.notice,
    onGivenUp: givenUp.tell,
    onKept: () => live.changed([], null),
    now: () => clock.now(),
    log,
  });
  const { installId, version } = parts;
  const overHttp = httpTransport({ clock, resolve, pool, guard, version, installId });
  const openEngine = engineOpener({ guards, resolve, clock, load: parts.load });
  const connections = createEngineConnections(clock, openEngine);
  const overEngine = engineTransport({ clock, installId, connections });
  const attemptParts = {
    clock,
    transportOf: ({ settings }: KeptDestination) =>
      settings.kind === 'http' ? overHttp : overEngine,
    captureBody: captures.bytes,
  };
  const portWatch = createPortWatch({
    clock,
    isWatched: () => live.readers() > 0,
    onListening(id) {
      const destination = destinations.find(id);
      if (destination === undefined) return;
      destination.breaker = CLOSED;
      queue.wake(id);
      live.changed([], id);
    },
  });
  const destinations = createDestinations({
    store: destinationStore,
    deliveries: store,
    reader,
    commit: groups,
    clock,
    guards,
    resolve,
    askEngine: createAskEngine({ clock, open: openEngine }),
    onChange(id) {
      queue.wake(id);
      const destination = destinations.find(id);
      if (destination !== undefined) {
        portWatch.follow(destination);
        connections.changed(destination);
      }
      live.changed([], id);
    },
  });
  const queue = createQueue({
    store,
    destinations: destinationStore,
    commit: groups,
    clock,
    random,
    quickMs: parts.quickMs ?? QUICK_MS,
    find: destinations.find,
    ids: destinations.ids,
    attempt: (begun, destination, signal) => makeAttempt(attemptParts, begun, destination, signal),
    onChange: live.changed,
    onStanding: portWatch.follow,
    onOff: switchedOff,
    onFortune: notices.onFortune,
    log,
  });
  const deliveryList = createDeliveryList({
    reader,
    overview: openDeliveryOverview(db),
    all: destinations.all,
    messages,
    clock,
    find: destinations.find,
    headOfKey: store.headOfKey,
    isOnItsWay: team.isOnItsWay,
    publicId: captures.publicId,
    captureRowId: captures.rowIdOf,
    captureBody: captures.bytes,
  });
  const sharedStore = openSharedStore(db);
  const lanes = createSharedLanes({
    destinations,
    guards,
    store: sharedStore,
    attempts: sharedAttempts,
    deliveries: store,
    messages,
    captureBody: captures.bytes,
    team,
    commit: groups,
    clock,
    onChange: live.changed,
    log,
  });
  const sharing = createSharing({ destinations, lanes, store: sharedStore, team, clock });
  const tryOut = createTryOut({ destinations, clock, attempt: attemptParts });
  const { mirror } = lanes;
  const tried = createTried({ attempts: sharedAttempts, get: store.get, live, clock });
  const byHand = createByHand({
    store,
    queue,
    deliveryList,
    live,
    commit: groups,
    clock,
    team,
    mirror,
    tried,
  });
  const acceptAll = createAcceptAll({
    commit: groups,
    messages,
    reader,
    clock,
    wake: queue.wake,
    onChange: live.changed,
    handOver: team.handOver,
  });
  const sender = createSender({ destinations, captures, acceptAll });
  const forwards = openForwards({
    ...parts,
    commit: groups,
    find: destinations.find,
    wasForwarded: messages.wasForwarded,
    acceptAll,
    onChange: () => live.changed([], null),
  });
  const jobs = createJobs({
    store: openJobStore(db),
    commit: groups,
    clock,
    find: destinations.find,
    tryOne: byHand.tryOne,
    found: deliveryList.found,
    discardHeld: byHand.discardHeld,
    sendCapture: createSendCapture({ ...parts, acceptAll }),
    async missing(search, id) {
      const sent = reader.capturesSentTo(id);
      return (await captures.find(search)).filter((rowId) => !sent.has(rowId));
    },
    destinationOf(seq) {
      const row = store.get(seq);
      return row && destinations.find(row.destination_id);
    },
    onChange: () => live.changed([], null),
    log,
  });

  const effectOfLimits = createDeliveryEffect(db, () => sizes.bytes());
  const retention = createDeliveryRetention({
    db,
    sizes,
    commit: groups,
    clock,
    limits: parts.limits,
    log,
  });

  function switchedOff(destination: KeptDestination, last: string): void {
    const { id, settings, offReason } = destination;
    notices.onOff(destination, last);
    live.notice(id, `“${settings.name}” was switched off: ${offReason}. ${last}`.trim());
    destinations
      .holdAll(id)
      .then(() => live.changed([], id))
      .catch((error: unknown) => log('Waiting deliveries could not be held.', error));
  }

  const shared: SharedDeliveries = {
    ...lanes,
    find: destinations.find,
    attempt: (begun, destination, signal) => makeAttempt(attemptParts, begun, destination, signal),
    fortune(before, after, last, givenUp) {
      notices.onFortune(before, after, last, givenUp);
      if (before.state !== 'live' || after.state !== 'off') return;
      notices.onOff({ ...before, ...after }, last);
      live.notice(before.id, `“${before.settings.name}” was switched off: ${after.offReason}.`);
    },
    random,
  };

  return {
    /** What the team needs, to make deliveries of shared destinations. */
    shared,
    /** Tells of deliveries that have no attempt left. */
    onGivenUp: givenUp.add,
    /** Tells of deliveries that changed, often, and of some more than once. */
    onMoved: live.onMoved,
    surface: {
      list: deliveryList.list,
      count: deliveryList.count,
      histogram: deliveryList.histogram,
      groups: deliveryList.groups,
      change: byHand.change,
      get: deliveryList.get,
      async send(input: SendInput) {
        const { messageId, known, rows } = await sender.send(input);
        return { messageId, known, deliveries: deliveryList.summaries(rows) };
      },
      retry: byHand.retry,
      requeue: byHand.requeue,
      cancel: byHand.cancel,
      ...jobs.surface,
      ...notices.surface,
      live: (_input?: undefined, signal?: AbortSignal) => live.subscribe(signal),
    },
    /** What limits would delete now. */
    effectOfLimits: (limits: DeliveryLimits) => effectOfLimits(limits, clock.now()),
    /** What a team is told of a delivery; undefined where it is gone, or of no capture. */
    toldOf(seq: number) {
      const row = store.get(seq);
      if (row === undefined || row.capture_id === null) return undefined;
      const destination = destinations.find(row.destination_id)?.settings.name ?? '';
      const { capture_id: captureId, state, attempts, last_status: lastStatus } = row;
      return { seq, captureId, destination, state, attempts, lastStatus };
    },
    traceOf: deliveryList.traceOf,
    traced: deliveryList.traced,
    destinationNames: destinations.names,
    /** Every text by which destinations are told who sends: what leaves is searched for them. */
    secretTexts: (): string[] =>
      destinationStore.all().flatMap(({ id, authorization, credentials, secrets }) => {
        const lent = destinations.find(id)?.lent;
        const shown = [authorization, lent?.authorization].filter((text) => text != null);
        return [
          ...secretsIn(credentials),
          ...secretsIn(lent?.credentials ?? null),
          ...shown.flatMap((text) => [text, text.replace(/^\S+ +/, '')]),
          ...[...secrets, ...(lent?.secret ? [lent.secret] : [])].map(({ value }) => value),
        ];
      }),
    /** What a person shares with the team, and what they give this node to send. */
    sharing: { share: sharing.share, equip: sharing.equip },
    /** Secrets by reference, of a project file. */
    lend: destinations.lend,
    createUnasked: destinations.createUnasked,
    updateUnasked: destinations.updateUnasked,
    /** What is kept of a destination, for the one who puts it under names. */
    keptTexts(id: DestinationId) {
      const { authorization, credentials, secrets } = destinations.mustFind({ id });
      return { authorization, credentials, secret: secrets[0]?.value ?? null };
    },
    /** A destination for an address that was typed; see `forward-to.ts`. */
    destinationFor: createForwardTo({
      destinations,
      guard,
      resolve,
      isHostAllowed: parts.isHostAllowed ?? (() => false),
    }),
    destinations: {
      ...sharing.surface,
      ...forwards.surface,
      listens: async ({ address }: { address: string }) => ({
        listening: await listensAt(address),
      }),
      preview: createPreview({ captures, clock, installId }),
      async tryOut(...[input, signal]: Parameters<typeof tryOut>) {
        sharing.mustBeAble(input.id);
        return tryOut(input, signal);
      },
      async test({ id }: { id: DestinationId }): Promise<Delivery> {
        const { settings } = destinations.mustFind({ id });
        const [seq = 0] = (await sender.sendTest(id, settings.name)).seqs;
        // A node of the team that holds the secret sends it.
        if (settings.shared !== null) return deliveryList.get({ id: deliveryId(seq) });
        return byHand.retry({ id: deliveryId(seq) });
      },
    },
    /** Sends a capture on while its sender waits. */
    forwardNow: createSyncForward({
      ...parts,
      queue,
      find: destinations.find,
      now: () => clock.now(),
      readWhole: captures.readWhole,
      acceptAll,
    }),
    /** A capture has its outcome: forwards look at it. */
    captured: forwards.captured,
    /** The same for captures that came from a team; see `forwards.ts`. */
    capturedInTeam: forwards.fromTeam,
    /** Resolves once nothing is being sent and nothing is due at the present time. */
    idle: queue.idle,
    /**
     * Begins to send. Nothing leaves before.
     *
     * @param by calls a function of an app: functions send messages, and messages are made by functions.
     */
    async start(by: CapturedParts['transform']): Promise<void> {
      transform = by;
      if (parts.quiet === true) return;
      await destinations.settle();
      await queue.start();
      for (const id of destinations.ids()) {
        const destination = destinations.find(id);
        if (destination !== undefined) portWatch.follow(destination);
      }
      forwards.start();
      jobs.resume();
      retention.start();
    },
    async [Symbol.asyncDispose](): Promise<void> {
      portWatch[Symbol.dispose]();
      tried[Symbol.dispose]();
      retention[Symbol.dispose]();
      await forwards[Symbol.asyncDispose]();
      await Promise.all([jobs[Symbol.asyncDispose](), queue[Symbol.asyncDispose]()]);
      await connections[Symbol.asyncDispose]();
      pool[Symbol.dispose]();
      live.close();
    },
  };
}
