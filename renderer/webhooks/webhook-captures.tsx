import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { query } from '../api/client.ts';
import { onCaptureEvent } from '../api/live.ts';
import { statusTone } from '../wire/tones.ts';
import { formatRoute } from '../navigation/route.ts';
import { formatClock, formatDuration } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';

/** The newest captures of a webhook, live. */
export function WebhookCaptures({ endpointId }: { endpointId: EndpointId }) {
  const input = { search: `endpoint:${endpointId}`, limit: 100 };
  const cache = useQueryClient();
  const captures = useQuery(query.captures.list.queryOptions({ input, refetchOnMount: 'always' }));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onCaptureEvent(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void cache.invalidateQueries({ queryKey: query.captures.list.key() });
      }, 300);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [cache]);
  if (captures.isPending) return <Spinner label="Loading the captures" />;
  if (captures.error !== null) {
    return (
      <div className="p-4">
        <Problem error={captures.error} onRetry={() => void captures.refetch()} />
      </div>
    );
  }
  if (captures.data.items.length === 0) {
    return (
      <p className="p-8 text-center text-muted">
        No captures yet. Send something to its URL: “Copy as curl” above gives you a working call.
      </p>
    );
  }
  return (
    <ul className="min-h-0 flex-1 divide-y divide-line overflow-auto">
      {captures.data.items.map((capture) => (
        <li key={capture.id}>
          <a
            href={formatRoute({ page: 'captures', id: capture.id })}
            className="flex items-center gap-3 px-4 py-2 hover:bg-hover"
          >
            <span className="w-24 shrink-0 text-sm text-muted tabular-nums">
              {formatClock(capture.receivedAt)}
            </span>
            <span className="wire w-16 shrink-0">{capture.method}</span>
            <span
              className={`w-10 shrink-0 font-medium tabular-nums ${statusTone(capture.status)}`}
            >
              {capture.status ?? 'open'}
            </span>
            <span className="min-w-0 flex-1 truncate text-muted">{capture.reason ?? ''}</span>
            <span className="text-sm text-muted tabular-nums">
              {capture.durationMs === null ? '' : formatDuration(capture.durationMs)}
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}
