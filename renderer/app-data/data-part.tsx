import { useQuery } from '@tanstack/react-query';
import { Database } from 'lucide-react';
import type { ServiceView } from '../../preload/contract/apps/services.ts';
import { query } from '../api/client.ts';
import type { PartProps } from '../app-model/part-props.ts';
import { formatRoute } from '../navigation/route.ts';
import { cx } from '../ui/cx.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatCount } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { CollectionView } from './documents/collection-view.tsx';

/** Collections of the app's MongoDB services. */
export function DataPart({ app, item }: PartProps) {
  const services = useQuery(query.services.list.queryOptions({ input: { appId: app.id } }));
  if (services.isPending) return <Spinner label="Loading the services" />;
  if (services.error !== null) {
    return (
      <div className="p-6">
        <Problem error={services.error} onRetry={() => void services.refetch()} />
      </div>
    );
  }
  const stores = services.data.filter((service) => service.type === 'mongodb-atlas');
  if (stores.length === 0) {
    return (
      <EmptyState icon={<Database size={28} aria-hidden />} title="No collections">
        The app has no MongoDB service. Add one under Services to get collections.
      </EmptyState>
    );
  }
  const chosen = readItem(item);
  return (
    <div className="flex min-h-0 flex-1 max-[899px]:flex-col">
      <nav
        aria-label="Collections"
        className="w-64 shrink-0 overflow-auto border-r border-line p-3 max-[899px]:max-h-36 max-[899px]:w-full max-[899px]:border-r-0 max-[899px]:border-b"
      >
        {stores.map((service) => (
          <Store key={service.name} service={service} item={item} />
        ))}
      </nav>
      {chosen === null ? (
        <EmptyState icon={<Database size={28} aria-hidden />} title="Choose a collection">
          Collections appear once something is written to them. Rules do not apply to you here; they
          apply to app users.
        </EmptyState>
      ) : (
        <CollectionView key={item} appId={app.id} {...chosen} />
      )}
    </div>
  );
}

interface Place {
  service: string;
  database: string;
  collection: string;
}

const itemOf = ({ service, database, collection }: Place): string =>
  JSON.stringify([service, database, collection]);

function readItem(item: string | null): Place | null {
  try {
    const parsed: unknown = JSON.parse(item ?? 'null');
    if (!Array.isArray(parsed) || parsed.length !== 3) return null;
    const [service, database, collection] = parsed.map(String);
    return { service: service ?? '', database: database ?? '', collection: collection ?? '' };
  } catch {
    // A hand-written address: nothing is chosen.
    return null;
  }
}

function Store({ service, item }: { service: ServiceView; item: string | null }) {
  const { appId, name } = service;
  const overview = useQuery(
    query.documents.overview.queryOptions({
      input: { appId, service: name },
      refetchOnMount: 'always',
      enabled: service.settings.mongoUri === '',
    }),
  );
  return (
    <section className="pb-4">
      <h2 className="pb-1 font-semibold">{name}</h2>
      {service.settings.mongoUri !== '' && (
        <p className="text-sm text-muted">On a real server. Look there.</p>
      )}
      {overview.error !== null && <Problem error={overview.error} />}
      {overview.data?.length === 0 && <p className="text-sm text-muted">Empty so far.</p>}
      <ul>
        {overview.data?.map(({ database, collection, count }) => {
          const place = itemOf({ service: name, database, collection });
          return (
            <li key={place}>
              <a
                href={formatRoute({ page: 'apps', appId, part: 'collections', item: place })}
                aria-current={place === item ? 'page' : undefined}
                className={cx(
                  'flex items-center gap-2 rounded-md px-2 py-1',
                  place === item ? 'bg-selected' : 'hover:bg-hover',
                )}
              >
                <span className="wire min-w-0 flex-1 truncate">
                  {database}.{collection}
                </span>
                <span className="text-sm text-muted tabular-nums">{formatCount(count)}</span>
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
