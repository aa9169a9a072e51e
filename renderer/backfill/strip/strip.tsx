import { useQuery } from '@tanstack/react-query';
import type { BackfillProviderId } from '../../../preload/contract/backfill.ts';
import { query } from '../../api/client.ts';
import { Problem } from '../../ui/problem.tsx';
import { cx } from '../../ui/cx.ts';
import { useNow } from '../../ui/platform/use-now.ts';
import { exact, fullMoment } from '../../ui/time/moments.ts';
import type { TimeSpan } from '../../ui/time/time-span.ts';
import { awayIn, heldIn, missingIn, type Place, stripWords } from './places.ts';

const percent = (share: number): string => `${share * 100}%`;
const at = ({ from, width }: Place) => ({ left: percent(from), width: percent(width) });
const keyOf = ({ from }: Place, n: number): string => `${n} ${from}`;

const AWAY = 'bg-bad-soft forced-colors:border-x forced-colors:border-[CanvasText]';
const HELD = 'bg-ink/40 forced-colors:bg-[CanvasText]';
const MISSING = 'bg-bad forced-colors:bg-[Highlight]';

/**
 * A span as a strip: when nothing could arrive, what of the provider is here, and what it says is missing.
 *
 * @param props.missing when those were sent (epoch ms); null: nobody asked yet
 */
export function Strip(props: {
  span: TimeSpan;
  provider: BackfillProviderId;
  missing: readonly number[] | null;
}) {
  const { span, provider, missing } = props;
  const now = useNow(false);
  const away = useQuery(query.backfill.away.queryOptions({ input: { since: span.from } }));
  const held = useQuery(
    query.captures.histogram.queryOptions({
      input: { search: `provider:${provider}`, ...span, buckets: 120 },
    }),
  );
  const gaps = awayIn(span, away.data ?? [], now);
  const words = stripWords(span, { away: away.data ?? [], held: held.data, missing }, now);
  const asked = [away, held];
  const failed = asked.find(({ error }) => error !== null);
  // Nothing is said that is not known.
  if (failed !== undefined) {
    return (
      <Problem
        error={failed.error}
        onRetry={() => {
          for (const one of asked) void one.refetch();
        }}
      />
    );
  }
  return (
    <figure className="m-0 flex flex-col gap-1">
      <div
        role="img"
        aria-label={words}
        className="relative h-9 overflow-hidden rounded-md border border-line bg-canvas"
      >
        {gaps.map((one, n) => (
          <span key={keyOf(one, n)} style={at(one)} className={cx('absolute inset-y-0', AWAY)} />
        ))}
        {(held.data === undefined ? [] : heldIn(span, held.data)).map((one, n) => (
          <span
            key={keyOf(one, n)}
            style={{ ...at(one), height: percent(one.height * 0.7) }}
            className={cx('absolute bottom-0', HELD)}
          />
        ))}
        {missingIn(span, missing ?? []).map((one, n) => (
          <span key={keyOf(one, n)} style={at(one)} className={cx('absolute top-0 h-3', MISSING)} />
        ))}
      </div>
      <figcaption className="flex flex-wrap items-center gap-x-4 gap-y-0.5 text-sm text-muted">
        <End at={span.from} now={now} />
        <span className="flex flex-1 flex-wrap justify-center gap-x-4" aria-hidden>
          <Mark className={HELD}>here</Mark>
          {missing !== null && <Mark className={MISSING}>missing</Mark>}
          {gaps.length > 0 && <Mark className={cx(AWAY, 'border border-bad/40')}>away</Mark>}
        </span>
        <End at={span.to} now={now} />
      </figcaption>
    </figure>
  );
}

function End({ at, now }: { at: number; now: number }) {
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={fullMoment(at)}
      className="whitespace-nowrap tabular-nums"
    >
      {exact(at, now)}
    </time>
  );
}

function Mark({ className, children }: { className: string; children: string }) {
  return (
    <span className="flex items-center gap-1.5">
      <span className={cx('size-2.5 rounded-xs', className)} />
      {children}
    </span>
  );
}
