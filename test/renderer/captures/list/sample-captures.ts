import type { CapturePage, CaptureSummary } from '../../../../preload/contract/captures.ts';
import { CaptureId } from '../../../../preload/contract/shapes.ts';

/** An id that sorts by its number, as the engine's do. */
export const idOf = (n: number): CaptureId => CaptureId.parse(`c${String(n).padStart(6, '0')}`);

/** A whole capture, the `n`th to arrive. */
export function capture(n: number, part: Partial<CaptureSummary> = {}): CaptureSummary {
  return {
    id: idOf(n),
    receivedAt: Date.UTC(2026, 4, 1, 12) + n,
    durationMs: 1,
    method: 'POST',
    target: `/orders/${n}`,
    endpointId: null,
    endpointName: 'Inbox',
    sizeBytes: 10,
    contentType: 'application/json',
    status: 200,
    decidedBy: 'respond',
    reason: null,
    failure: null,
    cut: false,
    viaTunnel: false,
    pinned: false,
    hasNote: false,
    replayOf: null,
    provider: null,
    eventType: null,
    signature: null,
    ...part,
  };
}

/** A page with these captures, newest first; `more` says that older ones follow. */
export function pageOf(numbers: readonly number[], more = false): CapturePage {
  const items = numbers.map((n) => capture(n));
  return { items, next: more ? (items.at(-1)?.id ?? null) : null, problems: [] };
}
