import type { DocumentOrder } from './worker-protocol.ts';

/**
 * Where dry runs are: their changes lie in the memory of one process, and are gone with it.
 *
 * @param Seat what stands for a process.
 */
export function openSessionBook<Seat>(idleMs: number, now: () => number) {
  const places = new Map<string, { seat: Seat; usedAt: number }>();
  const lost = new Set<string>();
  return {
    /** Why an order of a dry run cannot be answered any more. */
    refusal(order: DocumentOrder): string | undefined {
      if (order.kind === 'end-session') lost.delete(order.session);
      if (!lost.has(sessionOf(order))) return undefined;
      return 'the changes of this dry run were lost: a call had to be stopped meanwhile';
    },
    /** The process that holds a dry run. */
    seatOf: (session: string): Seat | undefined => places.get(session)?.seat,
    note(order: DocumentOrder, seat: Seat): void {
      const session = sessionOf(order);
      if (order.kind === 'end-session') places.delete(session);
      else if (session !== '') places.set(session, { seat, usedAt: now() });
    },
    /** Whether a process holds a dry run that is still in use. */
    holds(seat: Seat): boolean {
      const since = now() - idleMs;
      return [...places.values()].some((place) => place.seat === seat && place.usedAt >= since);
    },
    /** The process is gone. */
    lose(seat: Seat): void {
      for (const [session, place] of places) {
        if (place.seat !== seat) continue;
        places.delete(session);
        lost.add(session);
      }
    },
  };
}

/** '' where an order belongs to no dry run. */
export function sessionOf(order: DocumentOrder): string {
  return 'session' in order ? order.session : '';
}
