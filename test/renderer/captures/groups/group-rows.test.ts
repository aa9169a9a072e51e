import { describe, expect, it } from 'vitest';
import type { Group } from '../../../../preload/contract/captures/overview.ts';
import { groupName } from '../../../../renderer/captures/groups/group-row.tsx';
import {
  groupedRows,
  ordered,
  searchWithin,
  type GroupedRow,
} from '../../../../renderer/captures/groups/group-rows.ts';
import { steadily } from '../../../../renderer/captures/groups/steadily.ts';
import { capture, idOf } from '../list/sample-captures.ts';

const group = (key: string, count = 1, part: Partial<Group> = {}): Group => ({
  key,
  label: key,
  search: `event:=${key}`,
  provider: 'stripe',
  count,
  failed: 0,
  newest: new Date(2026, 4, 1, 14, 2, 11).getTime(),
  spark: [],
  sample: idOf(1),
  ...part,
});

const spell = (row: GroupedRow): string =>
  row.kind === 'capture' ? row.capture.id : `${row.kind} ${row.group.key}`;

describe('rows of a grouped list', () => {
  it('are the groups, and below an open one its captures', () => {
    const open = new Map([['b', { items: [capture(2), capture(1)], error: null }]]);
    const rows = groupedRows([group('a', 5), group('b', 2), group('c')], open);
    expect(rows.map(spell)).toEqual(['group a', 'group b', 'c000002', 'c000001', 'group c']);
    expect(rows[2]).toMatchObject({ nth: 1, of: 2 });
  });

  it('lead to the rest where a group has more than 20', () => {
    const items = Array.from({ length: 20 }, (_, n) => capture(n));
    const rows = groupedRows([group('a', 312)], new Map([['a', { items, error: null }]]));
    expect(rows).toHaveLength(22);
    expect(rows.at(-1)).toMatchObject({ kind: 'all', nth: 21, of: 21 });
    const whole = groupedRows([group('a', 20)], new Map([['a', { items, error: null }]]));
    expect(whole.at(-1)?.kind).toBe('capture');
  });

  it('say that captures are on their way, or why there are none', () => {
    const open = new Map([
      ['a', { items: undefined, error: null }],
      ['b', { items: undefined, error: new Error('gone') }],
    ]);
    const rows = groupedRows([group('a'), group('b')], open);
    expect(rows.map(spell)).toEqual(['group a', 'waiting a', 'group b', 'failed b']);
  });
});

describe('the order of groups', () => {
  const keys = (groups: readonly Group[]): string[] => groups.map(({ key }) => key);

  it('is that of the newest while nobody points at them', () => {
    expect(keys(ordered(['a', 'b'], [group('b'), group('a')], false))).toEqual(['b', 'a']);
  });

  it('stays under the pointer, with raised counts; new groups come last, gone ones go', () => {
    const now = [group('new'), group('b', 9), group('a')];
    const shown = ordered(['a', 'gone', 'b'], now, true);
    expect(keys(shown)).toEqual(['a', 'b', 'new']);
    expect(shown[1]?.count).toBe(9);
  });
});

it('a group is found within what was found before', () => {
  expect(searchWithin(' status:500 ', group('a'))).toBe('status:500 event:=a');
  expect(searchWithin('', group('a'))).toBe('event:=a');
});

it('a group is read out with its sender, its count and what failed', () => {
  const one = group('invoice.paid', 312, { failed: 3 });
  const name = 'Stripe, invoice.paid, 312 captures, 3 failed, newest 14:02:11';
  expect(groupName(one, 'event', 'Stripe')).toBe(name);
  const sender = group('stripe', 1);
  expect(groupName(sender, 'provider', 'Stripe')).toBe('Stripe, 1 capture, newest 14:02:11');
  expect(groupName(group('404'), 'status', 'Stripe')).toBe('404, 1 capture, newest 14:02:11');
});

it('work that is asked for while it is done is done once more, not twice at once', async () => {
  let running = 0;
  let most = 0;
  let times = 0;
  const gates: (() => void)[] = [];
  const reading = steadily(0, async () => {
    running += 1;
    times += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => gates.push(resolve));
    running -= 1;
  });
  for (let i = 0; i < 5; i += 1) reading.ask();
  await expect.poll(() => times).toBe(1);
  for (let i = 0; i < 5; i += 1) reading.ask();
  gates[0]?.();
  await expect.poll(() => times).toBe(2);
  gates[1]?.();
  await expect.poll(() => running).toBe(0);
  expect([times, most]).toEqual([2, 1]);
});
