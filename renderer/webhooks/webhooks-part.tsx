import { useQuery } from '@tanstack/react-query';
import { Plus, TriangleAlert, Webhook as WebhookIcon } from 'lucide-react';
import { useState } from 'react';
import type { WebhookView } from '../../preload/contract/webhooks.ts';
import { query } from '../api/client.ts';
import type { PartProps } from '../apps/apps-page.tsx';
import { formatRoute } from '../shell/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatPlural } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { EndpointsSection } from './endpoints-section.tsx';
import { NewWebhookDialog } from './new-webhook-dialog.tsx';
import { RUN_AS_WORDS, runAsKind, VALIDATION_WORDS } from './webhook-draft.ts';
import { WebhookPage } from './webhook-page.tsx';

/** Incoming webhooks and HTTPS endpoints of an app, or one webhook. */
export function WebhooksPart({ app, item }: PartProps) {
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
  if (opened !== undefined) return <WebhookPage key={itemOf(opened)} app={app} view={opened} />;
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
          A webhook takes requests of a sender at a URL of its own, checks them, and answers with
          what its function returns.
        </EmptyState>
      ) : (
        <header className="flex flex-wrap items-start gap-3">
          <div className="min-w-0 flex-1">
            <h2 className="text-lg font-semibold">Incoming webhooks</h2>
            <p className="text-muted">
              At the same path as at the vendor: senders change only the host.
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

/** How a webhook is named in the address of the page. */
export const itemOf = ({ service, name }: { service: string; name: string }): string =>
  `${service}/${name}`;

function WebhookRow({ webhook }: { webhook: WebhookView }) {
  const { appId, problem } = webhook;
  return (
    <div className="flex items-center gap-3 px-3 py-2 hover:bg-hover">
      <a
        href={formatRoute({ page: 'apps', appId, part: 'webhooks', item: itemOf(webhook) })}
        className="flex min-w-0 flex-1 items-center gap-3"
      >
        <span className="wire w-14 shrink-0 text-sm text-muted">{webhook.httpMethod}</span>
        <span className="min-w-0 flex-1 truncate font-medium">{webhook.name}</span>
        {problem !== null && (
          <Badge tone="bad" title={problem}>
            <TriangleAlert size={12} aria-hidden /> Cannot run
          </Badge>
        )}
        {webhook.validation === 'NO_VALIDATION' ? (
          <Badge tone="neutral">Open to all</Badge>
        ) : (
          <Badge tone="good">{VALIDATION_WORDS[webhook.validation]}</Badge>
        )}
        <span className="hidden w-44 shrink-0 truncate text-sm text-muted lg:block">
          {RUN_AS_WORDS[runAsKind({ ...webhook, runAsUserIdScriptSource: '' })]}
        </span>
        <span className="w-24 shrink-0 text-right text-sm text-muted tabular-nums">
          {formatPlural(webhook.captureCount, 'capture')}
        </span>
      </a>
      <CopyButton label={`Copy the URL of ${webhook.name}`} getText={() => webhook.url} />
    </div>
  );
}
