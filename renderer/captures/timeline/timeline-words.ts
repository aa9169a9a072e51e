import type { HistogramCounts } from '../../../preload/contract/captures/overview.ts';
import type { Outage } from '../../../preload/contract/tunnel.ts';
import type { TimeSpan } from '../../navigation/captures-address.ts';
import { formatCount, formatMinute } from '../../ui/format.ts';
import { spanWords } from '../../ui/time/span-words.ts';

/** `31 answered · 2 refused`; `nothing` where nothing came. */
export function countWords(counts: readonly HistogramCounts[]): string {
  const sum = (name: keyof HistogramCounts): number =>
    counts.reduce((total, one) => total + one[name], 0);
  const parts = [
    [sum('ok'), 'answered'],
    [sum('refused'), 'refused'],
    [sum('failed'), 'failed'],
    [sum('replays'), sum('replays') === 1 ? 'replay' : 'replays'],
  ] as const;
  const said = parts.flatMap(([count, word]) =>
    count > 0 ? [`${formatCount(count)} ${word}`] : [],
  );
  return said.length === 0 ? 'nothing' : said.join(' · ');
}

/** `13:40–13:41 · 31 answered · 2 refused`. */
export function barWords(span: TimeSpan, counts: readonly HistogramCounts[], now: number): string {
  return `${spanWords(span, now)} · ${countWords(counts)}`;
}

/** `Tunnel down 13:40–13:44`. */
export function outageWords({ from, to }: Outage, now: number): string {
  if (to === null) return `Tunnel down since ${formatMinute(from)}`;
  return `Tunnel down ${spanWords(toMinutes({ from, to }), now)}`;
}

/** Minutes are enough for more than two of them. */
function toMinutes({ from, to }: TimeSpan): TimeSpan {
  if (to - from < 120_000) return { from, to };
  return { from: Math.floor(from / 60_000) * 60_000, to: Math.ceil(to / 60_000) * 60_000 };
}
