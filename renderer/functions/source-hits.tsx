import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { AppSummary } from '../../preload/contract/apps.ts';
import type { SourceHit } from '../../preload/contract/apps/functions.ts';
import { query } from '../api/client.ts';
import { formatRoute } from '../navigation/route.ts';
import { useWantedLine } from '../runs/wanted-line.ts';
import { formatPlural } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { nameOf } from './trial/trial-of.ts';

/** Lines of functions and webhooks in which a text stands; each leads there. */
export function SourceHits({ app, text }: { app: AppSummary; text: string }) {
  const found = useQuery(
    query.functions.find.queryOptions({
      input: { appId: app.id, text },
      placeholderData: keepPreviousData,
    }),
  );
  if (found.error !== null) {
    return <Problem error={found.error} onRetry={() => void found.refetch()} />;
  }
  if (found.data === undefined) return null;
  const { items, more } = found.data;
  return (
    <section aria-label="In the code" className="pt-5">
      <h3 className="pb-2 font-semibold">
        In the code: {more ? 'the first ' : ''}
        {formatPlural(items.length, 'line')}
      </h3>
      {items.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {items.map((hit) => (
            <li key={`${nameOf(hit.of)} ${hit.line}`}>
              <Hit app={app} hit={hit} text={text} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Hit({ app, hit, text }: { app: AppSummary; hit: SourceHit; text: string }) {
  const want = useWantedLine((state) => state.want);
  const name = nameOf(hit.of);
  const part = hit.of.kind === 'webhook' ? 'services' : 'functions';
  const at = hit.text.toLowerCase().indexOf(text.toLowerCase());
  return (
    <a
      href={formatRoute({ page: 'apps', appId: app.id, part, item: name })}
      onClick={() => want({ name, line: hit.line })}
      className="flex flex-wrap items-baseline gap-x-3 px-3 py-1.5 outline-offset-[-2px] hover:bg-hover"
    >
      <span className="w-56 shrink-0 truncate text-muted" title={name}>
        {name}:{hit.line}
      </span>
      <span className="wire min-w-0 flex-1 truncate">
        {at < 0 ? (
          hit.text
        ) : (
          <>
            {hit.text.slice(0, at)}
            <mark className="bg-(--match) text-ink">{hit.text.slice(at, at + text.length)}</mark>
            {hit.text.slice(at + text.length)}
          </>
        )}
      </span>
    </a>
  );
}
