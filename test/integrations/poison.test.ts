import { expect, it } from 'vitest';
import { startNodeProcess } from '../../main/lib/child-process/start-node-process.ts';
import type { StartProcess } from '../../main/lib/child-process/own-process.ts';
import { shiftedClock } from '../helpers/shifted-clock.ts';
import { until } from '../helpers/until.ts';
import { startIntegration } from './room.ts';

/** A loading process that ends over every batch that holds a text, as one without memory would. */
function endingOver(text: string): StartProcess {
  const holds = (message: unknown): boolean => {
    const { input } = message as { input?: { input?: { items?: { bytes: Uint8Array | null }[] } } };
    const items = input?.input?.items ?? [];
    return items.some(({ bytes }) => bytes !== null && Buffer.from(bytes).includes(text));
  };
  return (order, events) => {
    const own = startNodeProcess(order, events);
    if (order.name !== 'loader') return own;
    return { ...own, post: (message) => (holds(message) ? own.kill() : own.post(message)) };
  };
}

it('a capture that ends the loading process again and again is rejected, and the lane goes on', async () => {
  const clock = shiftedClock();
  await using room = await startIntegration({}, { clock, startProcess: endingOver('poison') });
  await room.post('{"n":1}');
  await room.loaded();
  for (const body of ['{"n":2}', '{"n":3,"poison":true}', '{"n":4}']) await room.post(body);
  await until(() => {
    clock.jump(30_000);
    return room.get().waiting === 0;
  });
  expect((await room.rows()).values.flat()).toEqual([1, 2, 4]);
  expect((await room.rejects()).items.map(({ reason }) => reason)).toEqual([
    'The loading process ended each time it loaded this capture',
  ]);
  expect(room.get().problem).toBeNull();
});
