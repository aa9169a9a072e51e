import type { CaptureSummary } from '../../preload/contract/captures.ts';
import type { CaptureId, HeaderPair } from '../../preload/contract/shapes.ts';
import { compareSides } from '../../main/compare/compare-sides.ts';
import type { Side } from '../../main/compare/side.ts';

const CAPTURE: CaptureSummary = {
  id: 'c1' as CaptureId,
  receivedAt: 0,
  durationMs: 1,
  method: 'POST',
  target: '/orders',
  endpointId: null,
  endpointName: 'Inbox',
  sizeBytes: 0,
  contentType: null,
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
};

interface Given {
  body?: string | Uint8Array;
  type?: string;
  headers?: HeaderPair[];
  capture?: Partial<CaptureSummary>;
  more?: Partial<Side>;
}

/** A side of a comparison; without a type its body is JSON. */
export function side({
  body = '',
  type = 'application/json',
  headers,
  capture,
  more,
}: Given): Side {
  return {
    capture: { ...CAPTURE, ...capture },
    httpVersion: '1.1',
    headers: headers ?? (type === '' ? [] : [['Content-Type', type]]),
    status: null,
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    charset: null,
    encodings: [],
    problem: null,
    cut: false,
    ...more,
  };
}

export const compared = (left: Given, right: Given, patterns: string[] | null = []) =>
  compareSides({ left: side(left), right: side(right), of: 'request', patterns });

/** What differs, as short lines: `changed a.b: 1 → 2`. */
export const told = (left: Given, right: Given, patterns: string[] | null = []): string[] =>
  compared(left, right, patterns).differences.map(
    ({ kind, path, left: before, right: after }) =>
      `${kind} ${path}: ${before ?? 'nothing'} → ${after ?? 'nothing'}`,
  );
