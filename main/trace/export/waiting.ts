import type { DeliveryId } from '../../../preload/contract/deliveries.ts';
import type { ReplayId } from '../../../preload/contract/shapes.ts';

/** Something whose spans are to go out. What they are is looked up when it is its turn. */
export type Wanted =
  | { kind: 'capture'; rowId: number }
  | { kind: 'load'; rowId: number }
  | { kind: 'delivery'; id: DeliveryId }
  | { kind: 'replay'; id: ReplayId };

/** Spans that one of a kind comes to, about: the request with its stages; a delivery's attempt with it. */
const WEIGHTS: Record<Wanted['kind'], number> = { capture: 8, load: 1, delivery: 2, replay: 1 };

/** Most that waits, and most that goes out at once, in spans. */
export const MOST_WAITING = 2048;
export const BATCH = 256;

/**
 * What waits to go out: a place in it costs a few bytes and no look at the database, so that a collector that is away
 * costs the intake nothing. Where it is full, what comes is dropped and counted.
 */
export function createWaiting() {
  const waiting = new Map<string, Wanted>();
  let weight = 0;
  let dropped = 0;

  return {
    /** About how many spans wait. */
    weight: (): number => weight,
    /** About how many spans found no room. */
    dropped: (): number => dropped,
    add(wanted: Wanted): void {
      const key = keyOf(wanted);
      // Twice is once: it is looked up when it goes.
      if (waiting.has(key)) return;
      const own = WEIGHTS[wanted.kind];
      if (weight + own > MOST_WAITING) {
        dropped += own;
        return;
      }
      waiting.set(key, wanted);
      weight += own;
    },
    /** The oldest, up to a batch. */
    take(): Wanted[] {
      const taken: Wanted[] = [];
      let own = 0;
      for (const [key, wanted] of waiting) {
        if (own > 0 && own + WEIGHTS[wanted.kind] > BATCH) break;
        own += WEIGHTS[wanted.kind];
        waiting.delete(key);
        taken.push(wanted);
      }
      weight -= own;
      return taken;
    },
    clear(): void {
      waiting.clear();
      weight = 0;
    },
  };
}

function keyOf(wanted: Wanted): string {
  switch (wanted.kind) {
    case 'capture':
    case 'load':
      return `${wanted.kind} ${wanted.rowId}`;
    case 'delivery':
    case 'replay':
      return `${wanted.kind} ${wanted.id}`;
  }
}
