import { formatRoute } from '../../../navigation/route.ts';
import { cx } from '../../../ui/cx.ts';
import { formatCount } from '../../../ui/format.ts';
import { sparkPath } from '../../../ui/signs/spark-path.ts';
import { fullMoment } from '../../../ui/time/moments.ts';
import { capturesSearch } from '../../reply-summary.ts';
import type { Known, SenderWords } from '../known.ts';

const SHARE = { good: 'text-good', bad: 'text-bad', muted: 'text-muted' } as const;

export function Sender({ sender }: { sender: SenderWords }) {
  if (sender.label === '') return <span className="text-faint">–</span>;
  return (
    <span className="flex min-w-0 items-baseline gap-1.5" title={`${sender.label} ${sender.share}`}>
      <span className="min-w-0 truncate">{sender.label}</span>
      <span className={cx('min-w-0 shrink-0 truncate text-sm tabular-nums', SHARE[sender.tone])}>
        {sender.share}
      </span>
    </span>
  );
}

const SPARK = { width: 64, height: 18 };

export function Spark({ hours }: { hours: readonly number[] }) {
  const { line, area } = sparkPath(hours, SPARK.width, SPARK.height);
  return (
    <svg aria-hidden {...SPARK} className="shrink-0 text-accent-ink">
      <path d={area} fill="currentColor" opacity="0.16" />
      <path d={line} fill="none" stroke="currentColor" strokeWidth="1.25" />
    </svg>
  );
}

export function Today({ known, active }: { known: Known; active: boolean }) {
  const { endpoint, today, lastHit } = known;
  if (endpoint.captureCount === 0) {
    return <span className="min-w-8 text-right text-faint">0</span>;
  }
  const held = `${formatCount(today)} captures of ${endpoint.name} today, ${formatCount(endpoint.captureCount)} held`;
  return (
    <a
      href={formatRoute({ page: 'captures', id: null, q: capturesSearch(endpoint.name) })}
      aria-label={held}
      title={lastHit === null ? held : `${held}, the last at ${fullMoment(lastHit)}`}
      tabIndex={active ? 0 : -1}
      className="min-w-8 rounded text-right text-accent-ink tabular-nums hover:underline"
    >
      {formatCount(today)}
    </a>
  );
}
