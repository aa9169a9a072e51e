import { useQuery } from '@tanstack/react-query';
import { Plus, Webhook as WebhookIcon } from 'lucide-react';
import { useState } from 'react';
import { query } from '../api/client.ts';
import type { PartProps } from '../app-model/part-props.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { EndpointsSection } from './endpoints-section.tsx';
import { NewWebhookDialog } from './new-webhook-dialog.tsx';
import { WebhookPage } from './webhook-page.tsx';
import { itemOf, WebhookRow } from './webhook-row.tsx';

/** Incoming webhooks and HTTPS endpoints of an app, or one webhook. */
export function WebhooksPart({ app, item, tab }: PartProps) {
  const input = { appId: app.id };
  const webhooks = useQuery(query.webhooks.list.queryOptions({ input, refetchOnMount: 'always' }));
  const services = useQuery(query.services.list.queryOptions({ input }));
  const [adding, setAdding] = useState(false);
  if (webhooks.isPending) return <Spinner label="Loading the webhooks" />;
  if (webhooks.error !== null) {
    return (
      <div className="p-6">
        <Problem error={webhooks.error} onRetry={() => void webhooks.refetch()} />
      </div>
    );
  }
  const opened = webhooks.data.find((one) => itemOf(one) === item);
  if (opened !== undefined)
    return <WebhookPage key={itemOf(opened)} app={app} view={opened} tab={tab} />;
  const add = (
    <Button variant="primary" icon={<Plus size={14} />} onClick={() => setAdding(true)}>
      Add webhook
    </Button>
  );
  const names = [...new Set(webhooks.data.map((one) => one.service))];
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-6 px-6 py-5">
      {webhooks.data.length === 0 ? (
        <EmptyState
          icon={<WebhookIcon size={28} aria-hidden />}
          title="No webhooks yet"
          actions={add}
        >
          A webhook has its own URL. It checks requests and answers with the result of its function.
        </EmptyState>
      ) : (
        <header className="flex flex-wrap items-start gap-3">
          <div className="min-w-0 flex-1">
            <h2 className="text-lg font-semibold">Incoming webhooks</h2>
            <p className="text-muted">
              Same path as at the vendor: only the host changes for senders.
            </p>
          </div>
          {add}
        </header>
      )}
      {names.map((name) => (
        <section key={name} aria-label={`Webhooks of ${name}`} className="flex flex-col gap-2">
          <h3 className="font-semibold">{name}</h3>
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
            {webhooks.data
              .filter((one) => one.service === name)
              .map((one) => (
                <li key={one.name}>
                  <WebhookRow webhook={one} />
                </li>
              ))}
          </ul>
        </section>
      ))}
      <EndpointsSection app={app} />
      {adding && (
        <NewWebhookDialog
          app={app}
          services={services.data ?? []}
          webhooks={webhooks.data}
          onClose={() => setAdding(false)}
        />
      )}
    </div>
  );
}
