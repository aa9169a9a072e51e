import type { BackfillScan } from '../../preload/contract/backfill.ts';
import { useNow } from '../ui/platform/use-now.ts';
import { fullMoment } from '../ui/time/moments.ts';
import { spanWords } from '../ui/time/span-words.ts';

/** The span that a scan looked at, to the second. */
export function Span({ of: { from, to } }: { of: Pick<BackfillScan, 'from' | 'to'> }) {
  const now = useNow(false);
  const second = (at: number): number => Math.floor(at / 1000) * 1000;
  return (
    <span title={`${fullMoment(from)} to ${fullMoment(to)}`} className="tabular-nums">
      {spanWords({ from: second(from), to: second(to) }, now)}
    </span>
  );
}
