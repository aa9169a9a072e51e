import { useQuery } from '@tanstack/react-query';
import { Plus, Send } from 'lucide-react';
import type { Destination } from '../../preload/contract/destinations.ts';
import { query } from '../api/client.ts';
import { formatRoute, navigate } from '../navigation/route.ts';
import { useNow } from '../ui/platform/use-now.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatCount, formatDuration } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { DestinationForm } from './form/destination-form.tsx';
import { DestinationPage } from './destination-page.tsx';
import { percent, stateOf } from './destination-words.ts';

/** Where deliveries go: all destinations with their health, or one of them. */
export function DestinationsPart({ id }: { id: string | null }) {
  const list = useQuery(query.destinations.list.queryOptions());
  if (list.isPending) return <Spinner label="Loading the destinations" />;
  if (list.error !== null) {
    return (
      <div className="p-4">
        <Problem error={list.error} onRetry={() => void list.refetch()} />
      </div>
    );
  }
  const one = list.data.find((destination) => destination.id === id);
  if (one !== undefined) return <DestinationPage key={one.id} destination={one} />;
  return (
    <DestinationList
      destinations={list.data}
      isNew={id === NEW}
      missing={id !== null && id !== NEW}
    />
  );
}

/** In the address, so that the form is there again after a reload. No id of a destination is called so. */
const NEW = 'new';
const toForm = (id: string | null): void =>
  navigate({ page: 'deliveries', part: 'destinations', id });

function DestinationList(props: {
  destinations: readonly Destination[];
  isNew: boolean;
  missing: boolean;
}) {
  const now = useNow(props.destinations.some(({ breaker }) => breaker.state === 'open'));
  const add = (
    <Button variant="primary" icon={<Plus size={14} />} onClick={() => toForm(NEW)}>
      Add destination
    </Button>
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-auto px-4 sm:px-6 py-5">
      {props.missing && (
        <p role="status" className="mb-4 rounded-lg bg-warn-soft px-3 py-2 text-warn">
          This destination no longer exists.
        </p>
      )}
      {props.destinations.length === 0 ? (
        <EmptyState icon={<Send size={28} aria-hidden />} title="No destinations yet" actions={add}>
          A destination is a URL that gets your events, signed. Backstitch retries for up to 48
          hours, until it answers 2xx. Use https, or http on this computer.
        </EmptyState>
      ) : (
        <>
          <header className="flex flex-wrap items-end gap-3 pb-4">
            <div className="min-w-0 flex-1">
              <h2 className="text-lg font-semibold">Destinations</h2>
              <p className="text-muted">Figures cover the last 24 hours.</p>
            </div>
            {add}
          </header>
          <ul
            aria-label="Destinations"
            className="flex flex-col divide-y divide-line rounded-lg border border-line bg-surface"
          >
            {props.destinations.map((one) => (
              <Item key={one.id} destination={one} now={now} />
            ))}
          </ul>
        </>
      )}
      {props.isNew && <DestinationForm destination={null} onClose={() => toForm(null)} />}
    </div>
  );
}

function Item({ destination, now }: { destination: Destination; now: number }) {
  const { id, name, shownUrl, health, offReason } = destination;
  const { tone, words } = stateOf(destination, now);
  const figures: [string, string, boolean][] = [
    ['delivered', percent(health.successRate), (health.successRate ?? 1) < 0.9],
    ['p95', health.p95Ms === null ? '–' : formatDuration(health.p95Ms), false],
    ['waiting', formatCount(health.waiting), false],
    ['held', formatCount(health.held), health.held > 0],
  ];
  return (
    <li>
      <a
        href={formatRoute({ page: 'deliveries', part: 'destinations', id })}
        className="flex flex-wrap items-center gap-x-5 gap-y-1 px-4 py-3 outline-offset-[-2px] hover:bg-hover"
      >
        <span className="min-w-56 flex-1">
          <span className="flex items-center gap-2 font-medium">
            {name}
            <Badge tone={tone}>{words}</Badge>
          </span>
          <span className="wire block truncate text-muted">{shownUrl}</span>
          {offReason !== null && <span className="block text-bad">{offReason}</span>}
        </span>
        {figures.map(([label, value, isBad]) => (
          <span key={label} className="w-20 text-right">
            <span className={isBad ? 'font-medium text-bad' : 'font-medium'}>{value}</span>
            <span className="block text-sm text-muted">{label}</span>
          </span>
        ))}
      </a>
    </li>
  );
}
