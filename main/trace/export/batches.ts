import { createHash } from 'node:crypto';
import type { DeliveryId } from '../../../preload/contract/deliveries.ts';
import type { ReplaySummary } from '../../../preload/contract/replays.ts';
import type { CaptureId, ReplayId } from '../../../preload/contract/shapes.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { createFlows } from './flows.ts';
import { since } from './flows.ts';
import { type Flow, type OtlpSpan, otlpSpans } from './otlp.ts';
import type { Wanted } from './waiting.ts';

export interface BatchParts {
  flows: ReturnType<typeof createFlows>;
  publicId: (rowId: number) => CaptureId;
  rowIdOf: (id: CaptureId) => number;
  captureOf: (id: DeliveryId) => CaptureId | null;
  /** @throws BackstitchError REPLAY_NOT_FOUND */
  replay: (id: ReplayId) => ReplaySummary;
  /** Those of the rows that a search finds. */
  matching: (search: string, rowIds: readonly number[]) => Promise<number[]>;
  /** Cuts credentials, made once for each batch: what is secret changes. */
  mask: () => (text: string) => string;
}

/** What is remembered of deliveries that go on: most of them end within seconds. */
const MOST_KNOWN = 4096;
const GONE: ReadonlySet<string> = new Set([
  'CAPTURE_NOT_FOUND',
  'DELIVERY_NOT_FOUND',
  'REPLAY_NOT_FOUND',
]);

/** Spans of what waited, looked up when they go. What is gone meanwhile sends nothing. */
export function createBatches(parts: BatchParts, { startedAt }: { startedAt: number }) {
  /** The newest attempt of a delivery that went out. */
  const known = new Map<DeliveryId, number>();

  return {
    async spansOf(
      wanted: readonly Wanted[],
      { search, share }: { search: string; share: number },
    ): Promise<OtlpSpan[]> {
      const found = await chosen(wanted, search);
      const mask = parts.mask();
      const spans: OtlpSpan[] = [];
      for (const one of found) {
        const flow = await flowOf(one);
        if (flow !== undefined && isIn(flow.traceId, share)) spans.push(...otlpSpans(flow, mask));
      }
      return spans;
    },
  };

  /** What the search finds, and what belongs to it. */
  async function chosen(wanted: readonly Wanted[], search: string): Promise<readonly Wanted[]> {
    if (search === '') return wanted;
    const rows = new Map(wanted.map((one) => [one, rowOf(one)]));
    const asked = [...new Set([...rows.values()].filter((row) => row !== null))];
    const found = new Set(await parts.matching(search, asked));
    return wanted.filter((one) => {
      const row = rows.get(one) ?? null;
      return row !== null && found.has(row);
    });
  }

  /** The capture that something came of; null for what came of none, or is gone. */
  function rowOf(wanted: Wanted): number | null {
    if (wanted.kind === 'capture' || wanted.kind === 'load') return wanted.rowId;
    return orGone(() => {
      const id =
        wanted.kind === 'delivery' ? parts.captureOf(wanted.id) : parts.replay(wanted.id).captureId;
      return id === null ? null : parts.rowIdOf(id);
    });
  }

  async function flowOf(wanted: Wanted): Promise<Flow | undefined> {
    try {
      switch (wanted.kind) {
        case 'capture':
          return await parts.flows.answered(parts.publicId(wanted.rowId));
        case 'load':
          return await parts.flows.loaded(parts.publicId(wanted.rowId));
        case 'replay':
          return await parts.flows.replayed(parts.replay(wanted.id));
        case 'delivery':
          return newOf(wanted.id, await parts.flows.delivered(wanted.id));
      }
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  function newOf(id: DeliveryId, flow: Flow): Flow {
    const [traced] = flow.known.deliveries ?? [];
    const fresh = since(flow, { attemptId: known.get(id) ?? 0, at: startedAt });
    const ended = traced?.attempts.filter(({ finishedAt }) => finishedAt !== null).at(-1);
    known.delete(id);
    if (ended !== undefined) known.set(id, ended.id);
    for (const oldest of known.keys()) {
      if (known.size <= MOST_KNOWN) break;
      known.delete(oldest);
    }
    // Told of again without a new attempt: it went out already, unless it ended by hand just now.
    const isNews = fresh.spans.length > 1 || (traced?.delivery.finishedAt ?? 0) >= startedAt;
    return isNews ? fresh : { ...fresh, spans: [] };
  }
}

function orGone<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

const isGone = (error: unknown): boolean =>
  error instanceof BackstitchError && GONE.has(error.code);

/** Whether a trace is in a share: the same for all its spans, and no matter how its id was made. */
export function isIn(traceId: string, share: number): boolean {
  if (share >= 1) return true;
  return createHash('sha256').update(traceId).digest().readUInt32BE(0) / 2 ** 32 < share;
}
