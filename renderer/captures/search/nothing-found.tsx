import { useQueries, useQuery } from '@tanstack/react-query';
import { SearchX } from 'lucide-react';
import { useEffect, useState } from 'react';
import { query } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatCount } from '../../ui/format.ts';
import { createNoticeFor } from '../../notices/rules.ts';
import { useSearch } from '../search-store.ts';
import { AT_MOST, offersFor } from './offers.ts';

/** Somebody who is still typing does not need other searches counted. */
const COUNT_AFTER_MS = 300;

/** A search that finds nothing, and searches near it that find something. */
export function NothingFound({ search }: { search: string }) {
  const clear = useSearch((s) => s.clear);
  return (
    <EmptyState
      icon={<SearchX size={28} aria-hidden />}
      title="Nothing found"
      actions={
        <>
          <Button onClick={clear}>Clear search</Button>
          <Button onClick={() => void createNoticeFor(search)}>Create a notice for it</Button>
        </>
      }
    >
      <p>
        No capture matches <code className="wire text-ink">{search}</code>
      </p>
      <Offers search={search} />
    </EmptyState>
  );
}

function Offers({ search }: { search: string }) {
  const searchFor = useSearch((s) => s.searchFor);
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), COUNT_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  const near = useQuery({
    ...query.captures.problemsOf.queryOptions({ input: { text: search } }),
    enabled: settled,
  });
  // A value that exists, near the one that does not, is the likeliest to have been meant.
  const slips = (near.data ?? []).flatMap(({ fixes }) =>
    fixes.map(({ label, text }) => ({ label, search: text })),
  );
  const offers = [...slips, ...offersFor(search)].slice(0, AT_MOST);
  const counts = useQueries({
    queries: offers.map((offer) => ({
      ...query.captures.count.queryOptions({ input: { search: offer.search } }),
      enabled: settled,
    })),
  });
  const found = offers.flatMap((offer, index) => {
    const count = counts[index]?.data;
    return count && count.count > 0 ? [{ ...offer, count }] : [];
  });
  if (found.length === 0) return null;
  return (
    <ul aria-label="Other searches" className="mt-3 flex flex-col items-center gap-1.5">
      {found.map(({ label, search: text, count }) => (
        <li key={text}>
          <Button size="sm" title={text} onClick={() => searchFor(text)}>
            <span className="max-w-80 truncate">{label}</span>
            <span className="text-muted tabular-nums">
              {formatCount(count.count, count.capped)}
            </span>
          </Button>
        </li>
      ))}
    </ul>
  );
}
