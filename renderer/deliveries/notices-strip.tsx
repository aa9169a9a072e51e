import { useQuery } from '@tanstack/react-query';
import { BellRing, ChevronRight } from 'lucide-react';
import type { DeliveryNotice } from '../../preload/contract/deliveries.ts';
import { api, query } from '../api/client.ts';
import { formatRoute } from '../navigation/route.ts';
import { useNow } from '../ui/platform/use-now.ts';
import { Button } from '../ui/button.tsx';
import { formatPlural } from '../ui/format.ts';
import { exact } from '../ui/time/moments.ts';
import { useDeliveryChange } from '../destinations/use-delivery-change.ts';

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
    <section aria-label="Notices" className="relative shrink-0 border-b border-line bg-warn-soft">
      <details className="group">
        <summary className="flex h-11 items-center gap-2 pr-32 pl-4 text-sm">
          <ChevronRight size={14} aria-hidden className="shrink-0 group-open:rotate-90" />
          <BellRing size={14} aria-hidden className="shrink-0 text-warn" />
          <span className="shrink-0 font-medium">
            {formatPlural(notices.data.length, 'notice')}
          </span>
          <span className="min-w-0 flex-1 truncate group-open:invisible">
            {newest.destinationName ?? DELETED}
            {wordsOf(newest)}
          </span>
        </summary>
        <ul className="max-h-64 divide-y divide-line overflow-auto border-t border-line bg-surface">
          {notices.data.map((notice) => (
            <NoticeRow key={notice.id} notice={notice} now={now} />
          ))}
        </ul>
      </details>
      <Button
        size="sm"
        className="absolute top-2 right-3"
        disabled={dismiss.isPending}
        onClick={() => dismiss.mutate(undefined)}
      >
        Dismiss all
      </Button>
    </section>
  );
}

const DELETED = 'A deleted destination';
const WORDS: Record<DeliveryNotice['kind'], (times: number) => string> = {
  failing: () => 'started failing',
  exhausted: (times) => `${formatPlural(times, 'delivery', 'deliveries')} given up`,
  off: () => 'switched off',
};

const wordsOf = ({ kind, times, text }: DeliveryNotice): string =>
  `: ${WORDS[kind](times)}. ${text}`;

function NoticeRow({ notice, now }: { notice: DeliveryNotice; now: number }) {
  const { destinationId: id, destinationName: name } = notice;
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 px-4 py-2 text-sm">
      <time
        dateTime={new Date(notice.at).toISOString()}
        className="w-32 shrink-0 text-muted tabular-nums"
      >
        {exact(notice.at, now)}
      </time>
      <p className="min-w-0 flex-1 break-words">
        {name === null ? (
          <span className="font-medium">{DELETED}</span>
        ) : (
          <a
            className="font-medium text-ink underline decoration-line underline-offset-2"
            href={formatRoute({ page: 'deliveries', part: 'destinations', id })}
          >
            {name}
          </a>
        )}
        {wordsOf(notice)}
      </p>
    </li>
  );
}
