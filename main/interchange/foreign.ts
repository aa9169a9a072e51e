import { createHash } from 'node:crypto';
import type { CaptureId, HeaderPair } from '../../preload/contract/shapes.ts';
import { headerValue } from '../lib/headers.ts';
import type { Portable } from './portable.ts';

/** What files of others tell of a request. */
export interface Foreign {
  /** Epoch ms; null where the file does not say: then it is the time of the import. */
  receivedAt: number | null;
  durationMs: number | null;
  method: string;
  /** Raw, latin1. */
  target: string;
  httpVersion: string;
  headers: HeaderPair[];
  body: Uint8Array;
  remoteAddress?: string;
  reply: { status: number; reason: string; headers: HeaderPair[]; body: Uint8Array } | null;
}

/** Stands for the time that a file does not tell. */
export const NO_TIME = 0;

/** A request of another program as a capture; what it does not tell is empty. */
export function foreignCapture(told: Foreign): Portable {
  const { reply, headers, body } = told;
  return {
    // Given when it is imported.
    id: '-' as CaptureId,
    receivedAt: told.receivedAt ?? NO_TIME,
    durationMs: told.durationMs,
    method: told.method,
    target: told.target,
    endpointId: null,
    endpointName: '',
    sizeBytes: body.length,
    contentType: headerValue(headers, 'content-type') ?? null,
    status: reply?.status ?? null,
    decidedBy: 'receive',
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
    httpVersion: told.httpVersion,
    headers,
    trailers: [],
    remoteAddress: told.remoteAddress ?? '',
    remotePort: 0,
    reportedClient: null,
    note: '',
    contentEncoding: headerValue(headers, 'content-encoding') ?? null,
    declaredBytes: null,
    surplus: null,
    bodySha256: createHash('sha256').update(body).digest('hex'),
    reply: reply && {
      status: reply.status,
      reason: reply.reason,
      headers: reply.headers,
      sizeBytes: reply.body.length,
      completed: true,
    },
    stages: [],
    body,
    replyBody: reply && reply.body,
    surplusBytes: null,
    deliveryId: null,
    redacted: [],
  };
}
