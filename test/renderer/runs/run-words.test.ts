import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../../preload/contract/apps/function-runs.ts';
import { byDay, counts } from '../../../renderer/runs/run-words.ts';

const NOW = new Date(2026, 10, 21, 0, 30).getTime();
const run = (startedAt: number): RunSummary => ({ startedAt }) as RunSummary;

describe('runs by day', () => {
  it('stand under their local day, newest first as they came', () => {
    const days = byDay([run(NOW), run(NOW - 60_000), run(NOW - 3_600_000)], NOW);
    expect(days.map(({ day, items }) => `${day} ${items.length}`)).toEqual([
      'Today 2',
      'Yesterday 1',
    ]);
  });

  it('are no days where there are no runs', () => expect(byDay([], NOW)).toEqual([]));
});

describe('what a run did', () => {
  const said = (logCount: number, hostCallCount: number): string =>
    counts({ logCount, hostCallCount } as RunSummary);

  it('is counted, and left out where it did nothing', () => {
    expect([said(0, 0), said(1, 0), said(0, 2), said(3, 1)]).toEqual([
      '',
      '1 log',
      '2 calls',
      '3 logs, 1 call',
    ]);
  });
});
