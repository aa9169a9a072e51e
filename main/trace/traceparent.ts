import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { headerTrace, spanId } from './trace-id.ts';

/** Longer lists of vendors are left out; W3C Trace Context §3.3.1.5 asks for 512 characters at least. */
const MOST_STATE = 512;
const SAMPLED = '01';

/**
 * The trace context that one attempt, or one call of a function, carries.
 *
 * @param came headers of the capture, or none
 * @param how `pass` only goes on with what came; `start` also begins one
 * @param ownTrace id of the trace where none came
 * @param span what carries it, by its number, as the trace shows it
 * @returns no header where there is nothing to pass on
 */
export function contextOf(
  came: readonly HeaderPair[],
  how: 'off' | 'pass' | 'start',
  ownTrace: () => string,
  span: { kind: 'attempt' | 'call'; id: number },
): HeaderPair[] {
  if (how === 'off') return [];
  const sent = headerTrace(came);
  if (sent === null && how === 'pass') return [];
  const traceId = sent?.traceId ?? ownTrace();
  const flags = sent?.flags ?? SAMPLED;
  const parent: HeaderPair = [
    'traceparent',
    `00-${traceId}-${spanId(traceId, span.kind, span.id)}-${flags}`,
  ];
  if (sent === null) return [parent];
  const states = came.filter(([name]) => name.toLowerCase() === 'tracestate');
  const length = states.reduce((sum, [, value]) => sum + value.length, 0);
  return length > 0 && length <= MOST_STATE ? [parent, ...states] : [parent];
}

/** Whether a header is part of the trace context. */
export const isContext = ([name]: HeaderPair): boolean => /^trace(?:parent|state)$/i.test(name);
