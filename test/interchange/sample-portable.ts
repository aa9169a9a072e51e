import { createHash } from 'node:crypto';
import type { CaptureId, HeaderPair } from '../../preload/contract/shapes.ts';
import type { Portable } from '../../main/interchange/portable.ts';

/** A capture of a small webhook, with what a test is about in its place. */
export function portable(parts: Partial<Portable> = {}): Portable {
  const body = parts.body ?? Buffer.from('{"type":"invoice.paid"}');
  const contentType = parts.contentType ?? 'application/json';
  const headers: HeaderPair[] = [
    ['Host', 'hooks.example.com'],
    ['Content-Type', contentType],
  ];
  return {
    id: '0abc' as CaptureId,
    receivedAt: 1_700_000_000_000,
    durationMs: 3.5,
    method: 'POST',
    target: '/hooks',
    endpointId: null,
    endpointName: 'Inbox',
    sizeBytes: body.length,
    contentType,
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
    httpVersion: '1.1',
    headers,
    trailers: [],
    remoteAddress: '203.0.113.9',
    remotePort: 4711,
    reportedClient: null,
    note: '',
    contentEncoding: null,
    declaredBytes: body.length,
    surplus: null,
    bodySha256: createHash('sha256').update(body).digest('hex'),
    reply: null,
    stages: [],
    body,
    replyBody: null,
    surplusBytes: null,
    deliveryId: null,
    redacted: [],
    ...parts,
  };
}
