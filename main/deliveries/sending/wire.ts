import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { KeptDestination } from '../store/destination-store.ts';
import { AHEAD, AT_ONCE, type Free, type Lane, mayRunAhead } from './take-due.ts';
import { isCounted, type Untaken } from './turn.ts';

/** An attempt that is on disk and not under way yet. */
export interface Waiting extends Untaken {
  /** The wire had no room for it when it was taken. */
  isAhead: boolean;
}

interface WireParts<W extends Waiting> {
  find: (id: DestinationId) => KeptDestination | undefined;
  laneOf: (id: DestinationId) => Lane;
  /** Sends it; `freed` is to be called when that has ended. */
  send: (entry: W) => void;
}

/**
 * What is sent at this moment, and what stands ready behind it. An attempt that ends on the wire makes room
 * for the next at once, before it is written: so the wire has work while a turn is on its way to the disk.
 */
export function createWire<W extends Waiting>({ find, laneOf, send }: WireParts<W>) {
  let ready: W[] = [];
  let untaken: W[] = [];
  let sending = 0;

  function launch(entry: W): void {
    if (isCounted(entry.begun)) {
      sending += 1;
      laneOf(entry.begun.row.destination_id).inFlight += 1;
    }
    send(entry);
  }

  function leave(entry: W): void {
    laneOf(entry.begun.row.destination_id).ahead -= 1;
  }

  /** What was taken ahead goes back where its destination is paused, failed, or has other rules now. */
  function isOver({ begun, isAhead }: W): boolean {
    const destination = find(begun.row.destination_id);
    if (destination?.state !== 'live' || destination.removedAt !== null) return true;
    return isAhead && !(laneOf(destination.id).isQuick && mayRunAhead(destination));
  }

  /** Sends as many as there is room for: the destination that has the fewest under way comes first. */
  function fill(): void {
    while (sending < AT_ONCE) {
      let next: W | undefined;
      let fewest = Number.POSITIVE_INFINITY;
      for (const entry of ready) {
        const { destination_id: id } = entry.begun.row;
        const { inFlight } = laneOf(id);
        if (inFlight >= fewest || inFlight >= (find(id)?.settings.concurrency ?? 0)) continue;
        next = entry;
        fewest = inFlight;
      }
      if (next === undefined) return;
      ready.splice(ready.indexOf(next), 1);
      leave(next);
      launch(next);
    }
  }

  /** Looks whether what stands ready may still go. */
  function sift(): void {
    const over = ready.filter(isOver);
    if (over.length === 0) return;
    ready = ready.filter((entry) => !over.includes(entry));
    for (const entry of over) leave(entry);
    untaken.push(...over);
  }

  return {
    /** Takes over what is on disk, in the order in which it is to be sent. */
    add(entries: readonly W[]): void {
      for (const entry of entries) laneOf(entry.begun.row.destination_id).ahead += 1;
      ready.push(...entries);
      sift();
      fill();
    },
    /** Sends one now, whatever else is under way. */
    launch,
    /** One that was sent has ended. */
    freed({ begun }: W, isQuick: boolean): void {
      if (isCounted(begun)) {
        sending -= 1;
        const lane = laneOf(begun.row.destination_id);
        lane.inFlight -= 1;
        lane.isQuick = isQuick;
      }
      sift();
      fill();
    },
    sift,
    /** Sends it out of turn, where it stands ready: its signal says that it is canceled. */
    pull(entry: W): void {
      if (!ready.includes(entry)) return;
      ready = ready.filter((other) => other !== entry);
      leave(entry);
      launch(entry);
    },
    /** Nothing that stands ready is sent any more. */
    stop(): void {
      for (const entry of ready) leave(entry);
      untaken.push(...ready);
      ready = [];
    },
    /** What will not be sent, and is still taken on disk. */
    untaken: (): readonly W[] => untaken,
    /** So many of them are free again on disk. */
    forget(count: number): void {
      untaken = untaken.slice(count);
    },
    standsReady: (): number => ready.length,
    free: (): Free => ({ wire: AT_ONCE - sending, ahead: AHEAD - ready.length }),
  };
}
