import { expect, it } from 'vitest';
import type { DeliverySummary } from '../../../preload/contract/deliveries.ts';
import type { ReplaySummary } from '../../../preload/contract/replays.ts';
import { CaptureId } from '../../../preload/contract/shapes.ts';
import { entriesOf } from '../../../renderer/captures/detail/tabs/activity/entries.ts';

const replay = (id: string, startedAt: number) => ({ id, startedAt }) as ReplaySummary;
const delivery = (id: string, createdAt: number) => ({ id, createdAt }) as DeliverySummary;

it('lists what came of a capture, newest first, whatever it was', () => {
  const entries = entriesOf({
    replays: [replay('r2', 40), replay('r1', 10)],
    deliveries: [delivery('d1', 30)],
    duplicates: [{ id: CaptureId.parse('c2'), receivedAt: 20, status: 200 }],
    load: null,
  });
  expect(entries.map(({ kind, key }) => `${kind} ${key}`)).toEqual([
    'replay r2',
    'delivery d1',
    'duplicate c2',
    'replay r1',
  ]);
});

it('puts what still waits to be loaded first', () => {
  const waiting = { integrationId: 'int_1', state: 'waiting', batch: null } as never;
  const entries = entriesOf({
    replays: [replay('r1', 10)],
    deliveries: [],
    duplicates: [],
    load: waiting,
  });
  expect(entries.map(({ kind }) => kind)).toEqual(['load', 'replay']);
});
