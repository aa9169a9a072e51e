import { useMutation, useQuery } from '@tanstack/react-query';
import { Radio, Send } from 'lucide-react';
import { useState } from 'react';
import type { EventType } from '../../preload/contract/captures/event-types.ts';
import { api, query } from '../api/client.ts';
import { formatRoute } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { Choices } from '../ui/form/choices.tsx';
import { formatCount, formatPlural } from '../ui/format.ts';
import { PageFrame } from '../ui/page-frame.tsx';
import { Problem } from '../ui/problem.tsx';
import { useProviderLabel } from '../senders/use-senders.ts';
import { sayNot } from '../ui/say-not.ts';
import { Spark } from '../ui/signs/spark.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { Moment } from '../ui/time/moment.tsx';
import { byProvider, driftMark, eventName } from './event-words.ts';
import { ExportMenu } from './export-menu.tsx';

type Shown = 'all' | 'changed' | 'breaking';
const SHOWN: readonly { id: Shown; label: string }[] = [
  { id: 'all', label: 'All' },
  { id: 'changed', label: 'Changed' },
  { id: 'breaking', label: 'Breaking' },
];

/** All event types, by who sends them. */
export function EventList() {
  const [search, setSearch] = useState('');
  const [shown, setShown] = useState<Shown>('all');
  const list = useQuery(query.events.list.queryOptions({ input: {} }));
  const all = list.data?.items ?? [];
  const wanted = search.trim().toLowerCase();
  const types = all.filter(
    (type) =>
      type.title.toLowerCase().includes(wanted) &&
      (shown === 'all' || (shown === 'breaking' ? type.breaking : type.open) > 0),
  );
  const behind = list.data?.behind ?? 0;
  return (
    <PageFrame
      title="Events"
      facts={
        <>
          {all.length > 0 && (
            <span className="text-muted tabular-nums">{formatPlural(all.length, 'type')}</span>
          )}
          {behind > 0 && (
            <Badge tone="info">{formatCount(behind, behind >= 10_000)} captures to look at</Badge>
          )}
        </>
      }
      actions={all.length > 0 && <ExportMenu search={search} />}
      filters={
        all.length === 0 ? undefined : (
          <>
            <Field label="Find an event type" hideLabel className="w-64 max-w-full">
              <TextInput
                type="search"
                value={search}
                placeholder="Provider, event or version"
                onValueChange={setSearch}
              />
            </Field>
            <Choices label="Which event types" items={SHOWN} value={shown} onChange={setShown} />
          </>
        )
      }
    >
      {list.error !== null && (
        <div className="p-4">
          <Problem error={list.error} onRetry={() => void list.refetch()} />
        </div>
      )}
      {list.data === undefined && list.error === null && (
        <div className="p-4">
          <Spinner label="Reading the event types" />
        </div>
      )}
      {list.data !== undefined && all.length === 0 && <Nothing behind={behind} />}
      {all.length > 0 && types.length === 0 && (
        <EmptyState title="No event type like that">
          {shown === 'all' ? 'Search for less.' : 'None of them differs from what is usual.'}
        </EmptyState>
      )}
      {types.length > 0 && (
        <div className="flex flex-col gap-5 px-4 py-4 sm:px-6">
          {byProvider(types).map(({ key, ...group }) => (
            <Group key={key} {...group} />
          ))}
        </div>
      )}
    </PageFrame>
  );
}

function Nothing({ behind }: { behind: number }) {
  const send = useMutation({
    mutationFn: () => api.captures.sample(),
    onError: sayNot('No sample was sent'),
  });
  return (
    <EmptyState
      icon={<Radio size={28} aria-hidden />}
      title="Types appear as captures arrive"
      actions={
        <Button
          variant="primary"
          icon={<Send size={14} />}
          disabled={send.isPending}
          onClick={() => send.mutate()}
        >
          Send a signed sample
        </Button>
      }
    >
      {behind > 0
        ? 'What was captured before is looked at now.'
        : 'Backstitch learns what each event looks like: its fields, their types and values. From then on it tells you when one changes, and writes the types for your code.'}
    </EmptyState>
  );
}

function Group(props: { provider: string | null; endpoint: string; types: readonly EventType[] }) {
  const { provider, endpoint, types } = props;
  const label = useProviderLabel(provider);
  const name = provider === null ? endpoint : label;
  return (
    <section aria-label={name}>
      <h2 className="flex items-baseline gap-2 pb-2 text-base font-semibold">
        {name}
        <span className="text-sm font-normal text-muted tabular-nums">
          {formatPlural(types.length, 'type')}
        </span>
      </h2>
      <ul className="flex flex-col divide-y divide-line rounded-lg border border-line bg-surface">
        {types.map((type) => (
          <Item key={type.id} type={type} />
        ))}
      </ul>
    </section>
  );
}

function Item({ type }: { type: EventType }) {
  const mark = driftMark(type);
  return (
    <li>
      <a
        href={formatRoute({
          page: 'events',
          id: type.id,
          part: type.open > 0 ? 'changes' : 'fields',
        })}
        className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 outline-offset-[-2px] hover:bg-hover"
      >
        <span className="flex min-w-56 flex-1 flex-wrap items-center gap-x-2 gap-y-1">
          <span className="wire font-medium break-all">{eventName(type)}</span>
          {type.version !== null && <span className="text-sm text-muted">{type.version}</span>}
          {mark !== null && (
            <Badge tone={mark.tone} title={mark.title}>
              {mark.text}
            </Badge>
          )}
          {type.learning && type.samples > 0 && (
            <Badge tone="neutral" title="Too few came to say what is usual">
              Learning
            </Badge>
          )}
        </span>
        <span className="text-accent-ink" title="The last seven days">
          <Spark values={type.rate} />
        </span>
        <span className="w-24 text-right tabular-nums">{formatCount(type.count)} seen</span>
        <span className="w-36 text-right text-muted">
          <Moment at={type.lastAt} />
        </span>
      </a>
    </li>
  );
}
