import { useQuery } from '@tanstack/react-query';
import { Plus, Webhook as WebhookIcon } from 'lucide-react';
import { useState } from 'react';
import type { AppSummary } from '../../preload/contract/apps.ts';
import type { ServiceView } from '../../preload/contract/apps/services.ts';
import { query } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { NewWebhookDialog } from './new-webhook-dialog.tsx';
import { WebhookRow } from './webhook-row.tsx';

/** Incoming Webhooks of all services of an app. */
export function AllWebhooks(props: { app: AppSummary; services: readonly ServiceView[] }) {
  const { app } = props;
  const input = { appId: app.id };
  const webhooks = useQuery(query.webhooks.list.queryOptions({ input, refetchOnMount: 'always' }));
  const [adding, setAdding] = useState(false);
  if (webhooks.isPending) return <Spinner label="Loading the webhooks" />;
  if (webhooks.error !== null) {
    return <Problem error={webhooks.error} onRetry={() => void webhooks.refetch()} />;
  }
  const add = (
    <Button variant="primary" icon={<Plus size={14} />} onClick={() => setAdding(true)}>
      Add webhook
    </Button>
  );
  const names = [...new Set(webhooks.data.map((one) => one.service))];
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-6">
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
            <h2 className="text-lg font-semibold">Incoming Webhooks</h2>
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
      {adding && (
        <NewWebhookDialog
          app={app}
          services={props.services}
          webhooks={webhooks.data}
          onClose={() => setAdding(false)}
        />
      )}
    </div>
  );
}
