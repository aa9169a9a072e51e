import { useQuery } from '@tanstack/react-query';
import { BellRing } from 'lucide-react';
import type { DeliveryNotice } from '../../preload/contract/deliveries.ts';
import { api, query } from '../api/client.ts';
import { formatRoute } from '../shell/route.ts';
import { useNow } from '../tunnel/use-now.ts';
import { Button } from '../ui/button.tsx';
import { formatPlural } from '../ui/format.ts';
import { exact } from './delivery-words.ts';
import { useDeliveryChange } from './use-delivery-change.ts';

/** What was given up, began to fail or was switched off, for those who were not there. */
export function NoticesStrip() {
  const notices = useQuery(query.deliveries.notices.queryOptions());
  const dismiss = useDeliveryChange(() => api.deliveries.dismissNotices(), {
    failed: 'Not dismissed',
  });
  const now = useNow(true);
  const [newest] = notices.data ?? [];
  if (notices.data === undefined || newest === undefined) return null;
  return (
    <details className="group shrink-0 border-b border-line bg-warn-soft">
      <summary className="flex items-center gap-2 px-4 py-2 text-sm">
        <BellRing size={14} aria-hidden className="shrink-0 text-warn" />
        <span className="shrink-0 font-medium">{formatPlural(notices.data.length, 'notice')}</span>
        <span className="min-w-0 flex-1 truncate text-muted group-open:invisible">
          <NoticeText notice={newest} />
        </span>
        <Button
          size="sm"
          disabled={dismiss.isPending}
          onClick={(event) => {
            // A click in the summary opens it.
            event.preventDefault();
            dismiss.mutate(undefined);
          }}
        >
          Dismiss all
        </Button>
      </summary>
      <ul className="max-h-64 divide-y divide-line overflow-auto border-t border-line bg-surface">
        {notices.data.map((notice) => (
          <li key={notice.id} className="flex flex-wrap items-baseline gap-x-3 px-4 py-2 text-sm">
            <time
              dateTime={new Date(notice.at).toISOString()}
              className="w-32 shrink-0 text-muted tabular-nums"
            >
              {exact(notice.at, now)}
            </time>
            <p className="min-w-0 flex-1 break-words">
              <NoticeText notice={notice} />
            </p>
          </li>
        ))}
      </ul>
    </details>
  );
}

const WORDS: Record<DeliveryNotice['kind'], (times: number) => string> = {
  failing: () => 'began to fail',
  exhausted: (times) => `${formatPlural(times, 'delivery', 'deliveries')} given up`,
  off: () => 'switched off',
};

function NoticeText({ notice }: { notice: DeliveryNotice }) {
  const { destinationId, kind, times, text } = notice;
  const destinations = useQuery(query.destinations.list.queryOptions());
  const name = destinations.data?.find(({ id }) => id === destinationId)?.name;
  const words = WORDS[kind](times);
  return (
    <>
      {name === undefined ? (
        <span className="font-medium">A deleted destination</span>
      ) : (
        <a
          className="font-medium text-ink hover:underline"
          href={formatRoute({ page: 'deliveries', part: 'destinations', id: destinationId })}
        >
          {name}
        </a>
      )}
      {`: ${words}. ${text}`}
    </>
  );
}
