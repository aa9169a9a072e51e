import type { Delivery, DestinationId } from '../../preload/contract/deliveries.ts';
import type { DeliveryParts } from './delivery-parts.ts';
import { createPreview } from './destinations/preview.ts';
import type { CapturedParts } from './messages/captured-message.ts';
import { deliveryId } from './store/delivery-reader.ts';
import { wireDeliveries } from './wiring.ts';
import { secretTextsOf } from './destinations/secret-texts.ts';
import { createForwardTo, listensAt } from './destinations/forward-to.ts';
import { createDeliveryEffect } from './store/effect.ts';
import { createDeliveryRetention, type DeliveryLimits } from './store/retention.ts';
import { createSyncForward } from './messages/sync-forward.ts';
import type { SendInput } from './messages/sender.ts';
import type { SharedDeliveries } from './shared/lane.ts';

export { targetsOf } from './engines/places.ts';

export type Deliveries = ReturnType<typeof openDeliveries>;

/** Sends webhooks out, again and again where that is needed, and keeps what came of each attempt. */
export function openDeliveries(given: DeliveryParts) {
  const parts = wireDeliveries(given);
  const { db, groups, clock, captures, installId, log, random } = parts;
  const { sizes, store, live, givenUp, notices, destinations, destinationStore, waysOut } = parts;
  const { lanes, sharing, queue, portWatch, forwards, jobs, acceptAll, sender, tried } = parts;
  const { deliveryList, byHand, tryOut } = parts;
  const effectOfLimits = createDeliveryEffect(db, () => sizes.bytes());
  const retention = createDeliveryRetention({
    db,
    sizes,
    commit: groups,
    clock,
    limits: parts.limits,
    log,
  });
  const shared: SharedDeliveries = {
    ...lanes,
    find: destinations.find,
    attempt: parts.attempt,
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
      destinationStore
        .all()
        .flatMap((kept) => secretTextsOf(kept, destinations.find(kept.id)?.lent)),
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
      guard: waysOut.guards.http,
      resolve: waysOut.resolve,
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
      parts.transformBy(by);
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
      await waysOut[Symbol.asyncDispose]();
      live.close();
    },
  };
}
