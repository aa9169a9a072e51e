import { useQueries, useQuery } from '@tanstack/react-query';
import { SearchX } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { TimeSpan } from '../../navigation/captures-address.ts';
import { query } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatCount } from '../../ui/format.ts';
import { useNow } from '../../ui/platform/use-now.ts';
import { foundText, readFound } from '../found-text.ts';
import { outagesIn } from '../outages.ts';
import { createNoticeFor } from '../../notices/rules.ts';
import { useSearch } from '../search-store.ts';
import { spanWords } from '../../ui/time/span-words.ts';
import { AT_MOST, offersFor, type Offer } from './offers.ts';

/** Somebody who is still typing does not need other searches counted. */
const COUNT_AFTER_MS = 300;

/** A search that finds nothing, and searches near it that find something. */
export function NothingFound({ search: found }: { search: string }) {
  const clear = useSearch((s) => s.clear);
  const { search, span } = readFound(found);
  return (
    <EmptyState
      icon={<SearchX size={28} aria-hidden />}
      title="Nothing found"
      actions={
        <>
          <Button onClick={clear}>{search === '' ? 'Show all' : 'Clear search'}</Button>
          {search !== '' && (
            <Button onClick={() => void createNoticeFor(search)}>Create a notice for it</Button>
          )}
        </>
      }
    >
      <p>
        {search === '' ? (
          'No capture came'
        ) : (
          <>
            No capture matches <code className="wire text-ink">{search}</code>
          </>
        )}
        {span && <TimeWords span={span} />}
      </p>
      {span && <WasDown span={span} />}
      <Offers search={search} span={span} />
    </EmptyState>
  );
}

function TimeWords({ span }: { span: TimeSpan }) {
  const now = useNow(false);
  return <span className="tabular-nums"> in {spanWords(span, now)}</span>;
}

/** Nothing can have come through a tunnel that was away. */
function WasDown({ span }: { span: TimeSpan }) {
  const outages = useQuery(query.tunnel.outages.queryOptions({ input: {} }));
  const now = useNow(false);
  const [outage] = outagesIn(outages.data ?? [], span);
  if (!outage) return null;
  const times = spanWords({ from: outage.from, to: outage.to ?? now }, now);
  return (
    <p className="text-warn tabular-nums">
      The tunnel was down {times}. Senders could not reach you.
    </p>
  );
}

function Offers({ search, span }: { search: string; span: TimeSpan | null }) {
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
    fixes.map(({ label, text }): Offer => ({ label, search: text })),
  );
  const offers = [...slips, ...offersFor(search, span !== null)].slice(0, AT_MOST);
  const counts = useQueries({
    queries: offers.map((offer) => ({
      ...query.captures.count.queryOptions({
        input: { search: foundText(offer.search, offer.anyTime ? null : span) },
      }),
      enabled: settled,
    })),
  });
  const take = ({ search: text, anyTime }: Offer) =>
    useSearch.setState({ text, applied: text, ...(anyTime && { span: null }) });
  const found = offers.flatMap((offer, index) => {
    const count = counts[index]?.data;
    return count && count.count > 0 ? [{ offer, count }] : [];
  });
  if (found.length === 0) return null;
  return (
    <ul aria-label="Other searches" className="mt-3 flex flex-col items-center gap-1.5">
      {found.map(({ offer, count }) => (
        <li key={offer.label}>
          <Button size="sm" title={offer.search || undefined} onClick={() => take(offer)}>
            <span className="max-w-80 truncate">{offer.label}</span>
            <span className="text-muted tabular-nums">
              {formatCount(count.count, count.capped)}
            </span>
          </Button>
        </li>
      ))}
    </ul>
  );
}
