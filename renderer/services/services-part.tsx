import { useQuery } from '@tanstack/react-query';
import { Plug, Plus } from 'lucide-react';
import { useState } from 'react';
import type { AppSummary } from '../../preload/contract/apps.ts';
import type { ServiceView } from '../../preload/contract/apps/services.ts';
import { query } from '../api/client.ts';
import type { PartProps } from '../app-model/part-props.ts';
import { formatRoute } from '../navigation/route.ts';
import { Button } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { later } from '../ui/parts/later.tsx';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { AllWebhooks } from '../webhooks/all-webhooks.tsx';
import { NewServiceDialog } from './new-service-dialog.tsx';
import { ServiceList } from './service-list.tsx';
import { ServicePage } from './service-page.tsx';

/** A webhook brings its function, expression and settings with it: most visits open none. */
const OneWebhook = later(
  'The webhook',
  async () => (await import('../webhooks/one-webhook.tsx')).OneWebhook,
);

/** What the address has in place of a service, for the webhooks of all of them. */
const ALL = '*';

/** Services of an app, all its Incoming Webhooks, one service, or one webhook of it. */
export function ServicesPart({ app, item, tab }: PartProps) {
  const services = useQuery(query.services.list.queryOptions({ input: { appId: app.id } }));
  if (services.isPending) return <Spinner label="Loading the services" />;
  if (services.error !== null) {
    return (
      <div className="p-6">
        <Problem error={services.error} onRetry={() => void services.refetch()} />
      </div>
    );
  }
  if (item?.includes('/') === true) return <OneWebhook app={app} item={item} tab={tab} />;
  const opened = services.data.find((service) => service.name === item);
  if (opened !== undefined)
    return <ServicePage key={opened.name} app={app} service={opened} tab={tab} />;
  return (
    <div className="flex min-h-0 flex-1 flex-col px-4 sm:px-6 py-5">
      {item !== null && item !== ALL && (
        <p role="status" className="mb-4 rounded-lg bg-warn-soft px-3 py-2 break-words text-warn">
          No service <span className="wire">{item}</span> here. It was renamed or deleted.
        </p>
      )}
      <Filter app={app} all={item === ALL} />
      {item === ALL ? (
        <AllWebhooks app={app} services={services.data} />
      ) : (
        <Services app={app} services={services.data} />
      )}
    </div>
  );
}

/** Whether services are listed or the webhooks of all of them. */
function Filter({ app, all }: { app: AppSummary; all: boolean }) {
  const at = { page: 'apps', appId: app.id, part: 'services' } as const;
  const choices = [
    { label: 'Services', on: !all, href: formatRoute({ ...at, item: null }) },
    { label: 'All webhooks', on: all, href: formatRoute({ ...at, item: ALL, tab: 'webhooks' }) },
  ];
  return (
    <nav aria-label="What is listed" className="flex shrink-0 gap-1 pb-4">
      {choices.map(({ label, on, href }) => (
        <a
          key={label}
          href={href}
          aria-current={on ? 'page' : undefined}
          className={cx(
            'rounded-full border px-3 py-0.5 font-medium',
            on ? 'border-accent bg-selected text-ink' : 'border-line text-muted hover:text-ink',
          )}
        >
          {label}
        </a>
      ))}
    </nav>
  );
}

function Services({ app, services }: { app: AppSummary; services: readonly ServiceView[] }) {
  const [adding, setAdding] = useState(false);
  const add = (
    <Button variant="primary" icon={<Plus size={14} />} onClick={() => setAdding(true)}>
      Add service
    </Button>
  );
  return (
    <>
      {services.length === 0 ? (
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
          <ServiceList services={services} />
        </>
      )}
      {adding && (
        <NewServiceDialog
          appId={app.id}
          taken={services.map((service) => service.name)}
          onClose={() => setAdding(false)}
        />
      )}
    </>
  );
}
