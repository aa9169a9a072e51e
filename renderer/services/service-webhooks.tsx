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
import { NewWebhookDialog } from '../webhooks/new-webhook-dialog.tsx';
import { WebhookRow } from '../webhooks/webhook-row.tsx';

/** The incoming webhooks of one service. */
export function ServiceWebhooks({ app, service }: { app: AppSummary; service: ServiceView }) {
  const input = { appId: app.id };
  const webhooks = useQuery(query.webhooks.list.queryOptions({ input, refetchOnMount: 'always' }));
  const [adding, setAdding] = useState(false);
  if (webhooks.isPending) return <Spinner label="Loading the webhooks" />;
  if (webhooks.error !== null) {
    return <Problem error={webhooks.error} onRetry={() => void webhooks.refetch()} />;
  }
  const own = webhooks.data.filter((one) => one.service === service.name);
  const add = (
    <Button variant="primary" icon={<Plus size={14} />} onClick={() => setAdding(true)}>
      Add webhook
    </Button>
  );
  return (
    <section aria-label="Incoming webhooks" className="flex flex-col gap-3">
      {own.length === 0 ? (
        <EmptyState
          icon={<WebhookIcon size={28} aria-hidden />}
          title="No webhooks yet"
          actions={add}
        >
          A webhook has its own URL. It checks requests and answers with the result of its function.
        </EmptyState>
      ) : (
        <>
          <header className="flex flex-wrap items-center gap-3">
            <p className="min-w-0 flex-1 text-muted">
              Same path as at the vendor: only the host changes for senders.
            </p>
            {add}
          </header>
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
            {own.map((one) => (
              <li key={one.name}>
                <WebhookRow webhook={one} />
              </li>
            ))}
          </ul>
        </>
      )}
      {adding && (
        <NewWebhookDialog
          app={app}
          services={[service]}
          webhooks={webhooks.data}
          onClose={() => setAdding(false)}
        />
      )}
    </section>
  );
}
