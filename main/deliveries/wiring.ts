import type { DestinationId } from '../../preload/contract/deliveries.ts';
import { createListeners } from '../lib/listeners.ts';
import { NO_PROTECTION } from '../secrets/secrets.ts';
import type { DeliveryParts } from './delivery-parts.ts';
import { createAcceptAll } from './messages/accept-all.ts';
import { makeAttempt } from './sending/attempt.ts';
import { createAskEngine } from './destinations/ask-engine.ts';
import { CLOSED } from './rules/breaker.ts';
import { createByHand } from './window/by-hand.ts';
import type { CapturedParts } from './messages/captured-message.ts';
import { openDeliveryReader } from './store/delivery-reader.ts';
import { openWaysOut } from './sending/transports/ways-out.ts';
import { openDeliveryStore } from './store/delivery-store.ts';
import { createDeliveryList } from './window/delivery-list.ts';
import { type KeptDestination, openDestinationStore } from './store/destination-store.ts';
import { openDeliveryOverview } from './store/delivery-overview.ts';
import { createDestinations } from './destinations/destinations.ts';
import { createTryOut } from './destinations/try-out.ts';
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
import { createSendCapture } from './messages/send-capture.ts';
import { createSender } from './messages/sender.ts';
import { NO_TEAM } from './shared/no-team.ts';
import type { SharedDeliveries } from './shared/lane.ts';
import { createSharedLanes } from './shared/shared-lanes.ts';
import { createSharing } from './shared/sharing.ts';
import { createTried } from './shared/tried.ts';
import { openSharedAttempts } from './store/shared-attempts.ts';
import { openSharedStore } from './store/shared-store.ts';

const QUICK_MS = 100;

/** Opens all that keeps, sends and shows deliveries, and tells each part whom it asks. Nothing is sent yet. */
export function wireDeliveries(given: DeliveryParts) {
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
  const waysOut = openWaysOut(parts);
  const { guards, resolve, openEngine } = waysOut;
  const notices = createNotices({
    store: openNoticeStore(db),
    commit: groups,
    tell: live.notice,
    onGivenUp: givenUp.tell,
    onKept: () => live.changed([], null),
    now: () => clock.now(),
    log,
  });
  const attempt: SharedDeliveries['attempt'] = (begun, destination, signal) =>
    makeAttempt(waysOut.attempt, begun, destination, signal);
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
        waysOut.changed(destination);
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
    attempt,
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
  const tryOut = createTryOut({ destinations, clock, attempt: waysOut.attempt });
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

  function switchedOff(destination: KeptDestination, last: string): void {
    const { id, settings, offReason } = destination;
    notices.onOff(destination, last);
    live.notice(id, `“${settings.name}” was switched off: ${offReason}. ${last}`.trim());
    destinations
      .holdAll(id)
      .then(() => live.changed([], id))
      .catch((error: unknown) => log('Waiting deliveries could not be held.', error));
  }

  return {
    ...parts,
    store,
    destinationStore,
    live,
    givenUp,
    waysOut,
    notices,
    portWatch,
    destinations,
    queue,
    deliveryList,
    lanes,
    sharing,
    tryOut,
    tried,
    byHand,
    acceptAll,
    sender,
    forwards,
    jobs,
    sizes,
    attempt,
    random,
    transformBy(by: CapturedParts['transform']): void {
      transform = by;
    },
  };
}
