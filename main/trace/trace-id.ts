import { createHash } from 'node:crypto';
import type { HeaderPair } from '../../preload/contract/shapes.ts';

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * The trace id of a sender, where it came with one valid `traceparent` and no second one.
 *
 * @see W3C Trace Context §3.2
 */
export function senderTraceId(headers: readonly HeaderPair[]): string | null {
  return headerTrace(headers)?.traceId ?? null;
}

/** The same with the span it came from, 16 hex digits, and its flags, two. */
export function headerTrace(
  headers: readonly HeaderPair[],
): { traceId: string; spanId: string; flags: string } | null {
  const values = headers.filter(([name]) => name.toLowerCase() === 'traceparent');
  const [only] = values;
  if (only === undefined || values.length > 1) return null;
  const [, version = 'ff', trace = '', span = '', flags = '', more] =
    TRACEPARENT.exec(only[1].trim()) ?? [];
  // Version ff is forbidden; of 00 nothing may follow the flags.
  if (version === 'ff' || (version === '00' && more !== undefined)) return null;
  if (/^0*$/.test(trace) || /^0*$/.test(span)) return null;
  return { traceId: trace, spanId: span, flags };
}

/** An id of our own: the installation, then the row of the capture, which can be read out of it. */
export function ownTraceId(installId: string, rowId: number): string {
  const install = createHash('sha256').update(installId).digest('hex').slice(0, 16);
  return install + BigInt(rowId).toString(16).padStart(16, '0');
}

/** An id of our own for a delivery alone: the installation, then the delivery. */
export function deliveryTraceId(installId: string, id: string): string {
  return createHash('sha256').update(`${installId} delivery ${id}`).digest('hex').slice(0, 32);
}

/** An id of our own for a replay: another day is not the same flow. */
export function replayTraceId(installId: string, id: string): string {
  return createHash('sha256').update(`${installId} replay ${id}`).digest('hex').slice(0, 32);
}

/** The same for the same thing of a trace, at every call. */
export function spanId(traceId: string, kind: string, id: string | number): string {
  return createHash('sha256').update(`${traceId} ${kind} ${id}`).digest('hex').slice(0, 16);
}
