import type {
  PlannedSend,
  SimulationPlan,
  SimulationPreview,
} from '../../preload/contract/simulator.ts';
import { seeded } from '../../preload/rules/chaos/seeded.ts';
import { createRateLimit } from './rate-limit.ts';

export const MOST_REQUESTS = 20_000;
export const MOST_PER_SECOND = 200;
export const LONGEST_MS = 3_600_000;
const PREVIEWED = 400;

/**
 * Which event is sent when, in the order of sending. Shares are exact: 30 % of 20 events are six.
 * No second holds more than 200 sends; what would come earlier moves back.
 */
export function planSends(plan: SimulationPlan): PlannedSend[] {
  const random = seeded(plan.seed);
  const { events, duplicates, disorder } = plan;
  const late = chosen(events, disorder.withinMs === 0 ? 0 : disorder.share, random);
  const doubled = chosen(events, duplicates.share, random);
  const sends: PlannedSend[] = [];
  for (let i = 0; i < events; i += 1) {
    const isLate = late.has(i);
    const delay = isLate ? 1 + random() * (disorder.withinMs - 1) : 0;
    const atMs = happensAt(plan, i) + Math.round(delay);
    sends.push({ atMs, event: i + 1, copy: 0, late: isLate });
    const copies = doubled.has(i) ? 1 + Math.floor(random() * duplicates.copies) : 0;
    for (let copy = 1; copy <= copies; copy += 1) {
      const after = Math.round(random() * duplicates.withinMs);
      sends.push({ atMs: atMs + after, event: i + 1, copy, late: isLate });
    }
  }
  return slowed(sends.toSorted(byTime));
}

/** When an event happens, in ms since the start; events happen in the order of their numbers. */
export function happensAt({ burst }: SimulationPlan, index: number): number {
  const { size, spreadMs, gapMs } = burst;
  const start = Math.floor(index / size) * (spreadMs + gapMs);
  return start + Math.round(((index % size) / size) * spreadMs);
}

/** A plan in figures, with its first sends. */
export function previewOf(sends: readonly PlannedSend[]): SimulationPreview {
  const firsts = sends.filter(({ copy }) => copy === 0);
  return {
    requests: sends.length,
    duplicates: sends.length - firsts.length,
    late: firsts.filter(({ late }) => late).length,
    durationMs: sends.at(-1)?.atMs ?? 0,
    sends: sends.slice(0, PREVIEWED),
  };
}

/** Why a plan is not run; the field is that of the input. */
export function planProblem(
  sends: readonly PlannedSend[],
): { text: string; field: string } | undefined {
  if (sends.length > MOST_REQUESTS) {
    const text = `These are ${sends.length} requests; a simulation sends at most ${MOST_REQUESTS}.`;
    return { text, field: 'duplicates.share' };
  }
  if ((sends.at(-1)?.atMs ?? 0) > LONGEST_MS) {
    const text = 'This would take longer than an hour. Take fewer events or shorter pauses.';
    return { text, field: 'burst.gapMs' };
  }
  return undefined;
}

/** A duplicate never stands before its first, also where both are sent in the same millisecond. */
function byTime(a: PlannedSend, b: PlannedSend): number {
  return a.atMs - b.atMs || a.event - b.event || a.copy - b.copy;
}

function slowed(sends: PlannedSend[]): PlannedSend[] {
  const limit = createRateLimit(MOST_PER_SECOND, 1000);
  return sends.map((send) => {
    const atMs = limit.earliest(send.atMs);
    limit.take(atMs);
    return { ...send, atMs };
  });
}

/** Exactly that share of the numbers below `count`, drawn by lot. */
function chosen(count: number, share: number, random: () => number): Set<number> {
  const numbers = Array.from({ length: count }, (_, i) => i);
  const wanted = Math.round(count * share);
  for (let i = 0; i < wanted; i += 1) {
    const j = i + Math.floor(random() * (count - i));
    const kept = numbers[i] ?? 0;
    numbers[i] = numbers[j] ?? 0;
    numbers[j] = kept;
  }
  return new Set(numbers.slice(0, wanted));
}
