import { describe, expect, it } from 'vitest';
import { ownTraceId, senderTraceId, spanId } from '../../main/trace/trace-id.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const sent = (...values: string[]): string | null =>
  senderTraceId(values.map((value) => ['Traceparent', value]));

describe('the id of a trace', () => {
  it.each([`00-${TRACE}-${SPAN}-01`, `cc-${TRACE}-${SPAN}-00-what-the-future-will-be-like`])(
    'is that of the sender in %s',
    (value) => {
      expect(sent(value)).toBe(TRACE);
    },
  );

  it.each([
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE}-${SPAN}`,
    '',
  ])('is our own where the header says %s', (value) => {
    expect(sent(value)).toBeNull();
  });

  it('is our own where there are two headers, or none', () => {
    expect(sent(`00-${TRACE}-${SPAN}-01`, `00-${TRACE}-${SPAN}-01`)).toBeNull();
    expect(sent()).toBeNull();
  });

  it('of our own tells the row of the capture, also beyond 32 bits', () => {
    const id = ownTraceId('an installation', 2 ** 45 + 7);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(Number(BigInt(`0x${id.slice(16)}`))).toBe(2 ** 45 + 7);
    expect(ownTraceId('another', 1).slice(0, 16)).not.toBe(id.slice(0, 16));
  });

  it('gives the same thing the same span id, and another thing another one', () => {
    expect(spanId(TRACE, 'attempt', 1)).toMatch(/^[0-9a-f]{16}$/);
    expect(spanId(TRACE, 'attempt', 1)).toBe(spanId(TRACE, 'attempt', 1));
    expect(spanId(TRACE, 'attempt', 1)).not.toBe(spanId(TRACE, 'attempt', 2));
    expect(spanId(TRACE, 'attempt', 1)).not.toBe(spanId(TRACE, 'replay', 1));
  });
});
