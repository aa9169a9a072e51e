import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import type { Portable } from '../../main/interchange/portable.ts';
import { portable } from './sample-portable.ts';

/** One character per byte, as the wire has it. */
const latin1 = (constraints: { minLength?: number; maxLength: number }) =>
  fc.uint8Array(constraints).map((bytes) => Buffer.from(bytes).toString('latin1'));
const headers = fc.array(
  fc.tuple(
    fc.constantFrom('Host', 'host', 'X-Twice', 'x-twice', 'Content-Type', 'Cookie'),
    latin1({ maxLength: 12 }),
  ) satisfies fc.Arbitrary<HeaderPair>,
  { maxLength: 5 },
);
const body = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc.json().map((text) => Buffer.from(text)),
  fc.constantFrom(
    Buffer.from('\uFEFF{"n":1.0,"big":12345678901234567890}'),
    Buffer.from('a\0b'),
    Buffer.from([0xff, 0xfe, 0]),
    Buffer.alloc(0),
    Buffer.from('\u2028</script>]]>'),
  ),
);

/** Any capture there can be: doubled headers, bytes of any kind, open ones, cut ones. */
export const anyPortable: fc.Arbitrary<Portable> = fc
  .record({
    headers,
    trailers: headers,
    body,
    target: fc.oneof(
      latin1({ minLength: 1, maxLength: 30 }),
      fc.constantFrom('*', '//', 'http://a/b?c#d'),
    ),
    method: fc.constantFrom('POST', 'GET', 'M-SEARCH'),
    httpVersion: fc.constantFrom('1.1', '1.0', ''),
    note: fc.string({ unit: 'binary', maxLength: 20 }),
    reason: fc.option(fc.string({ maxLength: 10 })),
    viaTunnel: fc.boolean(),
    cut: fc.boolean(),
    failure: fc.constantFrom(null, 'aborted' as const),
    receivedAt: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    durationMs: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
    deliveryId: fc.option(fc.string({ maxLength: 8 })),
    surplus: fc.option(fc.uint8Array({ maxLength: 20 })),
    reply: fc.option(fc.record({ headers, body, status: fc.integer({ min: 100, max: 599 }) })),
    redacted: fc.constantFrom(
      [],
      [{ rule: 'header cookie', place: 'header Cookie', count: 1, sample: '…' }],
    ),
  })
  .map(({ reply, surplus, ...parts }) =>
    portable({
      ...parts,
      sizeBytes: parts.body.length,
      bodySha256: createHash('sha256').update(parts.body).digest('hex'),
      surplus: surplus && { sizeBytes: surplus.length, keptBytes: surplus.length },
      surplusBytes: surplus,
      reply: reply && {
        status: reply.status,
        reason: 'Fine',
        headers: reply.headers,
        sizeBytes: reply.body.length,
        completed: true,
      },
      replyBody: reply && reply.body,
    }),
  );
