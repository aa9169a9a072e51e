import { useQuery } from '@tanstack/react-query';
import { Plug, Plus } from 'lucide-react';
import { useState } from 'react';
import type { ServiceView } from '../../preload/contract/apps/services.ts';
import { query } from '../api/client.ts';
import type { PartProps } from '../app-model/part-props.ts';
import { formatRoute } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatPlural } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { NewServiceDialog } from './new-service-dialog.tsx';
import { kindOf } from '../app-model/service-kinds.ts';
import { ServicePage } from './service-page.tsx';

/** Services of an app, or one of them. */
export function ServicesPart({ app, item, tab }: PartProps) {
  const services = useQuery(query.services.list.queryOptions({ input: { appId: app.id } }));
  const [adding, setAdding] = useState(false);
  if (services.isPending) return <Spinner label="Loading the services" />;
  if (services.error !== null) {
    return (
      <div className="p-6">
        <Problem error={services.error} onRetry={() => void services.refetch()} />
      </div>
    );
  }
  const opened = services.data.find((service) => service.name === item);
  if (opened !== undefined)
    return <ServicePage key={opened.name} app={app} service={opened} tab={tab} />;
  const add = (
    <Button variant="primary" icon={<Plus size={14} />} onClick={() => setAdding(true)}>
      Add service
    </Button>
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col px-6 py-5">
      {services.data.length === 0 ? (
        <EmptyState icon={<Plug size={28} aria-hidden />} title="No services yet" actions={add}>
          A service receives webhooks, or lets functions call something outside. Start with an HTTP
          service: it does both.
        </EmptyState>
      ) : (
        <>
          <header className="flex flex-wrap items-start gap-3 pb-4">
            <div className="min-w-0 flex-1">
              <h2 className="text-lg font-semibold">Services</h2>
              <p className="text-muted">
                Functions reach them with{' '}
                <span className="wire">context.services.get(&quot;name&quot;)</span>. App users may
                call nothing until a rule allows it.
              </p>
            </div>
            {add}
          </header>
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
            {services.data.map((service) => (
              <li key={service.name}>
                <ServiceRow service={service} />
              </li>
            ))}
          </ul>
        </>
      )}
      {adding && (
        <NewServiceDialog
          appId={app.id}
          taken={services.data.map((service) => service.name)}
          onClose={() => setAdding(false)}
        />
      )}
    </div>
  );
}

function ServiceRow({ service }: { service: ServiceView }) {
  const holds = [
    service.webhookNames.length > 0 ? formatPlural(service.webhookNames.length, 'webhook') : '',
    service.actions.length > 0 ? formatPlural(service.rules.length, 'rule') : '',
  ].filter(Boolean);
  return (
    <a
      href={formatRoute({
        page: 'apps',
        appId: service.appId,
        part: 'services',
        item: service.name,
      })}
      className="flex items-center gap-3 px-3 py-2.5 hover:bg-hover"
    >
      <Plug size={16} className="shrink-0 text-muted" aria-hidden />
      <span className="w-48 shrink-0 truncate font-medium">{service.name}</span>
      <Badge tone="neutral">{kindOf(service.type)?.label ?? service.type}</Badge>
      {!service.runs && <Badge tone="warn">Kept, not run here</Badge>}
      {service.settings.sendForReal && <Badge tone="warn">Sends for real</Badge>}
      <span className="min-w-0 flex-1 truncate text-right text-muted">{holds.join(', ')}</span>
    </a>
  );
}
