import { useQuery } from '@tanstack/react-query';
import type { EventChange, EventTypeDetail } from '../../preload/contract/captures/event-types.ts';
import { api, query } from '../api/client.ts';
import { formatRoute } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatPlural } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { Moment } from '../ui/time/moment.tsx';
import { kindWords } from '../wire/drift-words.ts';
import { ordered } from './event-words.ts';
import { useEventChange } from './use-event-change.ts';

/** How captures differ from the baseline of their type, with what to say to it. */
export function ChangesPart({ type }: { type: EventTypeDetail }) {
  const found = useQuery(
    query.events.changes.queryOptions({ input: { typeId: type.id, limit: 1000 } }),
  );
  if (found.error !== null) {
    return (
      <div className="p-4">
        <Problem error={found.error} onRetry={() => void found.refetch()} />
      </div>
    );
  }
  if (found.data === undefined) {
    return (
      <div className="p-4">
        <Spinner label="Reading the changes" />
      </div>
    );
  }
  const changes = ordered(found.data.items);
  if (changes.length === 0) {
    return (
      <EmptyState title={type.learning ? 'Still learning' : 'Nothing changed'}>
        {type.learning
          ? 'Changes are told once 20 captures, or 10 over a day, have shown what is usual. Pin a baseline to begin now.'
          : 'Every capture looks like the baseline.'}
      </EmptyState>
    );
  }
  return (
    <div className="px-4 py-4 sm:px-6">
      <ul
        aria-label="Changes"
        className="flex flex-col divide-y divide-line rounded-lg border border-line bg-surface"
      >
        {changes.map((change) => (
          <Change key={change.id} change={change} />
        ))}
      </ul>
    </div>
  );
}

const STATES = {
  open: null,
  accepted: 'Accepted',
  ignored: 'Ignored',
  settled: 'Became usual',
} as const;

function Change({ change }: { change: EventChange }) {
  const { id, path, kind, was, now, breaking, count, state } = change;
  const accept = useEventChange(() => api.events.judge({ id, state: 'accepted' }), {
    done: 'It belongs to the baseline now',
    failed: 'Not accepted',
  });
  const ignore = useEventChange(() => api.events.judge({ id, state: 'ignored' }), {
    done: 'You will not hear of it again',
    failed: 'Not ignored',
  });
  const reopen = useEventChange(() => api.events.judge({ id, state: 'open' }), {
    done: 'It is told again',
    failed: 'Not opened',
  });
  const busy = accept.isPending || ignore.isPending || reopen.isPending;
  const label = path === '' ? kindWords(kind) : `${kindWords(kind)} ${path}`;
  const word = STATES[state];
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-64 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{kindWords(kind)}</span>
          {path !== '' && <span className="wire break-all">{path}</span>}
          {breaking && state === 'open' && (
            <Badge tone="bad" title="A reader that took the baseline at its word may fail">
              Breaking
            </Badge>
          )}
          {word !== null && <Badge tone="neutral">{word}</Badge>}
        </p>
        <p className="text-sm text-muted">
          <span className="wire break-all">{was}</span>
          {' → '}
          <span className="wire break-all text-ink">{now}</span>
        </p>
        <p className="text-sm text-muted">
          {formatPlural(count, 'capture')}, first <Moment at={change.firstAt} />, last{' '}
          <Moment at={change.lastAt} /> <Captures change={change} />
        </p>
      </div>
      {state === 'open' ? (
        <span className="flex gap-2">
          <Button
            size="sm"
            disabled={busy}
            aria-label={`Accept: ${label}`}
            onClick={() => accept.mutate(undefined)}
          >
            Accept
          </Button>
          <Button
            size="sm"
            variant="ghost"
            disabled={busy}
            aria-label={`Ignore: ${label}`}
            onClick={() => ignore.mutate(undefined)}
          >
            Ignore
          </Button>
        </span>
      ) : (
        state === 'ignored' && (
          <Button
            size="sm"
            variant="ghost"
            disabled={busy}
            aria-label={`Tell again: ${label}`}
            onClick={() => reopen.mutate(undefined)}
          >
            Tell again
          </Button>
        )
      )}
    </li>
  );
}

/** The first of them that are kept, one click away. */
function Captures({ change: { captureIds, count } }: { change: EventChange }) {
  if (captureIds.length === 0) return null;
  return (
    <a
      href={formatRoute({ page: 'captures', id: null, q: `id:${captureIds.join(',')}` })}
      className="text-accent-ink underline-offset-2 hover:underline"
    >
      Show{' '}
      {count === 1 ? 'it' : captureIds.length === count ? 'them' : `the first ${captureIds.length}`}
    </a>
  );
}
