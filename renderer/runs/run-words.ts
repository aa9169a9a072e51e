import type { RunSummary } from '../../preload/contract/apps/function-runs.ts';
import { dayKey, formatDay, formatPlural } from '../ui/format.ts';

/** Consecutive runs of one day together; the list is newest first. */
export function byDay(
  runs: readonly RunSummary[],
  nowMs = Date.now(),
): { day: string; items: RunSummary[] }[] {
  const days: { key: string; day: string; items: RunSummary[] }[] = [];
  for (const run of runs) {
    const key = dayKey(run.startedAt);
    const last = days.at(-1);
    if (last?.key === key) last.items.push(run);
    else days.push({ key, day: formatDay(run.startedAt, nowMs), items: [run] });
  }
  return days;
}

/** `2 logs, 1 call`; '' where a run had neither. */
export function counts({ logCount, hostCallCount }: RunSummary): string {
  const logs = logCount === 0 ? [] : [formatPlural(logCount, 'log')];
  const calls = hostCallCount === 0 ? [] : [formatPlural(hostCallCount, 'call')];
  return [...logs, ...calls].join(', ');
}
