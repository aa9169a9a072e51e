import { useQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { useState } from 'react';
import { awayWords } from '../../preload/rules/times.ts';
import { query } from '../api/client.ts';
import { navigate } from '../navigation/route.ts';
import { Button } from '../ui/button.tsx';
import { useNow } from '../ui/platform/use-now.ts';
import { exact, fullMoment } from '../ui/time/moments.ts';

const WEEK_MS = 7 * 86_400_000;
/** More are a matter of the captures, where each stands at its time. */
const SHOWN = 5;

/**
 * When nothing could arrive in the last days, and the way to what was missed.
 *
 * @param props.onLeave what closes around it when somebody goes there
 */
export function AwayList({ onLeave }: { onLeave?: (() => void) | undefined }) {
  const [opened] = useState(() => Date.now());
  const now = useNow(false);
  const away = useQuery(query.backfill.away.queryOptions({ input: { since: opened - WEEK_MS } }));
  const shown = (away.data ?? []).slice(0, SHOWN);
  if (shown.length === 0) return null;
  return (
    <section className="mt-5 border-t border-line pt-4">
      <h3 className="pb-2 font-semibold">Away in the last 7 days</h3>
      <ul
        aria-label="Away"
        className="flex flex-col divide-y divide-line rounded-lg border border-line"
      >
        {shown.map(({ from, to, reason }) => (
          <li key={`${from}`} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
            <span className="min-w-48 flex-1">
              <span className="block tabular-nums">
                <time dateTime={new Date(from).toISOString()} title={fullMoment(from)}>
                  {exact(from, now)}
                </time>{' '}
                · {awayWords((to ?? now) - from)}
                {to === null && ' so far'}
              </span>
              <span className="block text-sm break-words text-muted">{reason}</span>
            </span>
            {to !== null && (
              <Button
                size="sm"
                icon={<History size={14} aria-hidden />}
                onClick={() => {
                  onLeave?.();
                  navigate({
                    page: 'deliveries',
                    part: 'backfill',
                    id: null,
                    look: 'any',
                    t: { from, to },
                  });
                }}
              >
                See what was missed
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
