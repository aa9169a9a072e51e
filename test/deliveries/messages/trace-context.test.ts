import { afterAll, expect, it } from 'vitest';
import { ForwardInput } from '../../../preload/contract/deliveries/forwards.ts';
import { spanId } from '../../../main/trace/trace-id.ts';
import { capture, openRoom, receiver } from '../delivery-room.ts';

const server = await receiver();
afterAll(() => server[Symbol.asyncDispose]());

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CAME = `00-${TRACE}-b7ad6b7169203331-00`;

type Headers = [string, string][];

/** What a destination with this setting gets of a capture with these headers. */
async function passedOn(
  trace: 'off' | 'pass' | 'start',
  headers: Headers,
  signature: 'keep' | 'sign' = 'sign',
) {
  await using room = await openRoom();
  const { id } = await room.add({ url: server.url, trace });
  await room.destinations.saveForward(
    ForwardInput.parse({ name: 'on', destinationId: id, signature }),
  );
  const before = server.received.length;
  room.captures.set(1, capture(1, '{"n":1}', { headers }));
  room.room.captured(1);
  await expect.poll(() => server.received.length).toBe(before + 1);
  await room.room.idle();
  const got = server.received.at(-1)?.headers;
  return { traceparent: got?.['traceparent'], tracestate: got?.['tracestate'] };
}

const TYPE: [string, string] = ['Content-Type', 'application/json'];
const withContext: Headers = [TYPE, ['traceparent', CAME], ['tracestate', 'a=1,b=2']];

it('goes on with the trace a capture came with: its id and flags, below a span of the attempt', async () => {
  expect(await passedOn('pass', withContext)).toEqual({
    traceparent: `00-${TRACE}-${spanId(TRACE, 'attempt', 1)}-00`,
    tracestate: 'a=1,b=2',
  });
  const long: Headers = [TYPE, ['traceparent', CAME], ['tracestate', 'a='.padEnd(513, 'x')]];
  expect((await passedOn('start', long)).tracestate).toBeUndefined();
});

it('starts one only where it is told to, and passes on nothing that is not valid', async () => {
  const none = { traceparent: undefined, tracestate: undefined };
  expect(await passedOn('pass', [TYPE])).toEqual(none);
  expect(
    await passedOn('pass', [TYPE, ['traceparent', `00-${'0'.repeat(32)}-b7ad6b7169203331-00`]]),
  ).toEqual(none);
  const started = await passedOn('start', [TYPE]);
  expect(started.traceparent).toMatch(/^00-[0-9a-f]{16}0{15}1-[0-9a-f]{16}-01$/);
  expect(await passedOn('off', withContext)).toEqual(none);
});

it('leaves the headers of a capture alone that keeps its own signature', async () => {
  const came = { traceparent: CAME, tracestate: 'a=1,b=2' };
  expect(await passedOn('start', withContext, 'keep')).toEqual(came);
  expect(await passedOn('off', withContext, 'keep')).toEqual(came);
});
