import type {
  EventFilter,
  SimulatedEvent,
  SimulatedSend,
  SimulationSummary,
} from '../../preload/contract/simulator.ts';

/** One sending that ended; `last` where no retry follows it. */
export interface EndedSend extends SimulatedSend {
  event: number;
  last: boolean;
}

/** What is known of an event before it is sent. */
export interface EventHead {
  id: string;
  type: string;
  late: boolean;
  copies: number;
}

interface Kept {
  head: EventHead;
  sends: SimulatedSend[];
  /** The last answer of each copy, as far as it has one. */
  finals: Map<number, SimulatedSend>;
}

/** Duplicates in figures: each against the first 2xx answer to its event. */
export interface DuplicateCount {
  answered: number;
  /** Of those: 2xx. */
  ok: number;
  /** Of those that are 2xx: another status or body than the first 2xx answer. */
  otherwise: number;
}

const SLICES = 60;

/** Counts what was sent and answered. Knows no clock and sends nothing. */
export function createTally(heads: readonly EventHead[], planned: number) {
  const events: Kept[] = heads.map((head) => ({ head, sends: [], finals: new Map() }));
  const counts = { sent: 0, duplicates: 0, retries: 0, outOfOrder: 0 };
  const answers = { ok: 0, notOk: 0, unanswered: 0 };
  const took: number[] = [];
  let newest = 0;

  return {
    /** A request leaves now. */
    begin(kind: SimulatedSend['kind'], event: number): void {
      counts.sent += 1;
      if (kind === 'duplicate') counts.duplicates += 1;
      if (kind === 'retry') counts.retries += 1;
      if (kind !== 'first') return;
      if (event < newest) counts.outOfOrder += 1;
      newest = Math.max(newest, event);
    },
    /** It ended, with an answer or without. */
    end({ event, last, ...send }: EndedSend): void {
      const kept = events[event - 1];
      if (kept === undefined) return;
      kept.sends.push(send);
      if (last) kept.finals.set(send.copy, send);
      answers[kindOf(send)] += 1;
      if (send.status !== null) took.push(send.totalMs);
    },
    summary(): SimulationSummary {
      const accepted = events.filter(isAccepted).length;
      const sorted = took.toSorted((a, b) => a - b);
      return {
        ...counts,
        ...answers,
        planned,
        accepted,
        rejected: events.filter((kept) => kept.sends.length > 0 && !isAccepted(kept)).length,
        differing: events.filter((kept) => differs(kept) !== null).length,
        p50Ms: nearestRank(sorted, 0.5),
        p95Ms: nearestRank(sorted, 0.95),
      };
    },
    duplicates(): DuplicateCount {
      const total: DuplicateCount = { answered: 0, ok: 0, otherwise: 0 };
      for (const kept of events) {
        for (const send of repeats(kept)) {
          total.answered += 1;
          if (!isOk(send)) continue;
          total.ok += 1;
          if (!isAlike(send, reference(kept))) total.otherwise += 1;
        }
      }
      return total;
    },
    /** Answers over time, in at most sixty slices of equal length. */
    slices(spanMs: number) {
      const sliceMs = Math.max(100, Math.ceil(spanMs / SLICES / 100) * 100);
      const count = Math.min(SLICES, Math.floor(spanMs / sliceMs) + 1);
      const slices = Array.from({ length: count }, () => ({ ok: 0, notOk: 0, unanswered: 0 }));
      for (const { sends } of events) {
        for (const send of sends) {
          const slice = slices[Math.min(count - 1, Math.floor(send.atMs / sliceMs))];
          if (slice !== undefined) slice[kindOf(send)] += 1;
        }
      }
      return { sliceMs, slices };
    },
    page(show: EventFilter, offset: number, limit: number) {
      const found = events.flatMap((kept, i) => (fits(kept, show) ? [i] : []));
      const items = found.slice(offset, offset + limit).map((i) => toEvent(events[i], i + 1));
      return { total: found.length, items: items.filter((item) => item !== undefined) };
    },
  };
}

export type Tally = ReturnType<typeof createTally>;

export const isOk = ({ status }: { status: number | null }): boolean =>
  status !== null && status >= 200 && status < 300;

function kindOf(send: SimulatedSend): 'ok' | 'notOk' | 'unanswered' {
  if (send.status === null) return 'unanswered';
  return isOk(send) ? 'ok' : 'notOk';
}

const isAccepted = ({ sends }: Kept): boolean => sends.some(isOk);

/** The first 2xx answer by the time of sending: what every other answer is held against. */
function reference({ sends }: Kept): SimulatedSend | undefined {
  return sends.filter(isOk).toSorted((a, b) => a.atMs - b.atMs)[0];
}

/** The last answers of all copies but the one that was answered first. */
function repeats(kept: Kept): SimulatedSend[] {
  const first = reference(kept)?.copy ?? 0;
  return [...kept.finals.values()].filter(({ copy }) => copy !== first);
}

function isAlike(send: SimulatedSend, to: SimulatedSend | undefined): boolean {
  return send.status === to?.status && send.bodyHash === to.bodyHash;
}

function differs(kept: Kept): 'status' | 'body' | null {
  const first = reference(kept);
  if (first === undefined) return null;
  const others = repeats(kept).filter((send) => !isAlike(send, first));
  if (others.length === 0) return null;
  return others.some(({ status }) => status !== first.status) ? 'status' : 'body';
}

function fits(kept: Kept, show: EventFilter): boolean {
  switch (show) {
    case 'all':
      return true;
    case 'duplicated':
      return kept.head.copies > 1;
    case 'differing':
      return differs(kept) !== null;
    case 'rejected':
      return kept.sends.length > 0 && !isAccepted(kept);
    case 'late':
      return kept.head.late;
    default:
      return show satisfies never;
  }
}

function toEvent(kept: Kept | undefined, number: number): SimulatedEvent | undefined {
  if (kept === undefined) return undefined;
  const sends = kept.sends.toSorted((a, b) => a.atMs - b.atMs);
  return { number, ...kept.head, accepted: isAccepted(kept), differs: differs(kept), sends };
}

function nearestRank(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}
