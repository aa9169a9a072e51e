import { useQuery } from '@tanstack/react-query';
import { Plus, Webhook as WebhookIcon } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { AppSummary } from '../../preload/contract/apps.ts';
import type { ServiceView } from '../../preload/contract/apps/services.ts';
import type { WebhookView } from '../../preload/contract/apps/webhooks.ts';
import { query } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { NewWebhookDialog } from './new-webhook-dialog.tsx';

/**
 * Reads the webhooks of an app and lets a person add one to the services named.
 *
 * @param props.children lays them out, with the button that adds one
 */
export function WebhooksOfApp(props: {
  app: AppSummary;
  services: readonly ServiceView[];
  children: (webhooks: readonly WebhookView[], add: ReactNode) => ReactNode;
}) {
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
  return (
    <>
      {props.children(webhooks.data, add)}
      {adding && (
        <NewWebhookDialog
          app={app}
          services={props.services}
          webhooks={webhooks.data}
          onClose={() => setAdding(false)}
        />
      )}
    </>
  );
}

/** Said where there are none. */
export function NoWebhooks({ add }: { add: ReactNode }) {
  return (
    <EmptyState icon={<WebhookIcon size={28} aria-hidden />} title="No webhooks yet" actions={add}>
      A webhook has its own URL. It checks requests and answers with the result of its function.
    </EmptyState>
  );
}
