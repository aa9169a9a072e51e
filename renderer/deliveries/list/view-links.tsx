import { useQuery } from '@tanstack/react-query';
import { query } from '../../api/client.ts';
import { cx } from '../../ui/cx.ts';
import { formatCount } from '../../ui/format.ts';
import { goTo, usePlace } from '../search/place.ts';

const VIEWS = [
  { name: 'All', search: '' },
  { name: 'Waiting', search: 'state:waiting' },
  { name: 'Dead letters', search: 'state:dead' },
  { name: 'Delivered', search: 'state:delivered' },
] as const;

/** Searches that one comes back to; dead letters are one of them. */
export function ViewLinks() {
  const place = usePlace();
  return (
    <nav
      aria-label="Views"
      className="flex h-9 items-center gap-0.5 overflow-x-auto px-2 [scrollbar-width:none]"
    >
      {VIEWS.map(({ name, search }) => {
        const isCurrent = place.q === search;
        return (
          <button
            key={name}
            type="button"
            aria-current={isCurrent ? 'true' : undefined}
            title={search === '' ? undefined : search}
            onClick={() => goTo({ ...place, q: search })}
            className={cx(
              'flex h-7 shrink-0 items-center gap-1.5 rounded-md px-2.5 text-sm font-medium whitespace-nowrap',
              isCurrent ? 'bg-selected text-accent-ink' : 'text-muted hover:bg-hover',
            )}
          >
            {name}
            {search === 'state:dead' && <DeadCount />}
          </button>
        );
      })}
    </nav>
  );
}

function DeadCount() {
  const dead = useQuery(query.deliveries.count.queryOptions({ input: { search: 'state:dead' } }));
  if (dead.data === undefined || dead.data.count === 0) return null;
  return (
    <span className="rounded bg-bad-soft px-1 text-xs text-bad tabular-nums">
      {formatCount(dead.data.count)}
    </span>
  );
}
