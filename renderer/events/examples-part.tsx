import type { EventExample, EventTypeDetail } from '../../preload/contract/captures/event-types.ts';
import { formatRoute } from '../navigation/route.ts';
import { formatBytes } from '../ui/format.ts';
import { Moment } from '../ui/time/moment.tsx';
import { EmptyState } from '../ui/empty-state.tsx';

const WORDS = { newest: '', smallest: 'smallest body', largest: 'largest body' } as const;

/** The newest captures of a type, and the smallest and the largest. */
export function ExamplesPart({ type }: { type: EventTypeDetail }) {
  const newest = type.examples.filter(({ why }) => why === 'newest');
  const ends = type.examples.filter(({ why }) => why !== 'newest');
  if (newest.length + ends.length === 0) {
    return (
      <EmptyState title="No example is kept">
        Limits, or a person, deleted the captures of this type. What was learned of them stays.
      </EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-5 px-4 py-4 sm:px-6">
      <List title="Newest" examples={newest} />
      <List title="Smallest and largest" examples={ends} />
    </div>
  );
}

function List({ title, examples }: { title: string; examples: readonly EventExample[] }) {
  if (examples.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className="pb-2 text-base font-semibold">{title}</h2>
      <ul className="flex flex-col divide-y divide-line rounded-lg border border-line bg-surface">
        {examples.map(({ id, why, receivedAt, sizeBytes }) => (
          <li key={`${why} ${id}`}>
            <a
              href={formatRoute({ page: 'captures', id })}
              className="flex items-center gap-3 px-4 py-2 outline-offset-[-2px] hover:bg-hover"
            >
              <span className="wire text-accent-ink">{id}</span>
              <span className="flex-1 text-muted">{WORDS[why]}</span>
              <span className="w-24 text-right text-muted tabular-nums">
                {formatBytes(sizeBytes)}
              </span>
              <span className="w-36 text-right text-muted">
                <Moment at={receivedAt} />
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
