import { useNow } from '../platform/use-now.ts';
import { formatMoment, fullMoment } from './moments.ts';

/** A moment as short as it can be told; the whole of it in the tooltip and for machines. */
export function Moment({ at }: { at: number | string }) {
  const now = useNow(false);
  const time = typeof at === 'string' ? Date.parse(at) : at;
  if (Number.isNaN(time)) return <>{at}</>;
  return (
    <time
      dateTime={new Date(time).toISOString()}
      title={fullMoment(time)}
      className="whitespace-nowrap tabular-nums"
    >
      {formatMoment(time, now)}
    </time>
  );
}
