import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { HttpsEndpoint } from '../../preload/contract/app-model.ts';
import type { AppSummary } from '../../preload/contract/apps.ts';
import type { EndpointView } from '../../preload/contract/apps/webhooks.ts';
import { api, query } from '../api/client.ts';
import { formatRoute } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { formatPlural } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { EndpointDialog } from './endpoint-dialog.tsx';

const plain = ({
  appId: _app,
  url: _url,
  localUrl: _local,
  endpointId: _id,
  captureCount: _count,
  ...rest
}: EndpointView): HttpsEndpoint => rest;

/** The successor of webhooks: routes that call named functions. */
export function EndpointsSection({ app }: { app: AppSummary }) {
  const input = { appId: app.id };
  const endpoints = useQuery(query.webhooks.endpoints.queryOptions({ input }));
  const [editing, setEditing] = useState<{ index: number; endpoint: HttpsEndpoint } | null>(null);
  const cache = useQueryClient();
  const save = useMutation({
    mutationFn: (list: HttpsEndpoint[]) =>
      api.webhooks.saveEndpoints({ appId: app.id, endpoints: list }),
    onSuccess: (list) => {
      cache.setQueryData(query.webhooks.endpoints.queryKey({ input }), list);
      setEditing(null);
    },
  });
  const list = (endpoints.data ?? []).map(plain);
  const fresh: HttpsEndpoint = {
    route: '/',
    httpMethod: 'POST',
    functionName: '',
    validation: 'NO_VALIDATION',
    secretName: '',
    respondResult: true,
    fetchCustomUserData: false,
    createUserOnAuth: false,
    disabled: false,
    returnType: 'JSON',
  };
  return (
    <section aria-label="HTTPS Endpoints" className="flex flex-col gap-2">
      <header className="flex flex-wrap items-center gap-3">
        <div className="min-w-0 flex-1">
          <h2 className="text-lg font-semibold">HTTPS Endpoints</h2>
          <p className="text-muted">The successor of webhooks: a route that calls a function.</p>
        </div>
        <Button
          icon={<Plus size={14} />}
          onClick={() => setEditing({ index: list.length, endpoint: fresh })}
        >
          Add endpoint
        </Button>
      </header>
      {endpoints.error !== null && <Problem error={endpoints.error} />}
      {endpoints.data?.length === 0 && (
        <p className="rounded-lg border border-dashed border-line-strong/60 px-4 py-6 text-center text-muted">
          No HTTPS Endpoints yet. Add one, or make one of a webhook in its menu.
        </p>
      )}
      {list.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {endpoints.data?.map((endpoint, index) => (
            <li
              key={`${endpoint.httpMethod} ${endpoint.route}`}
              className="flex items-center gap-3 px-3 py-2 hover:bg-hover"
            >
              <button
                type="button"
                className="flex min-w-0 flex-1 items-center gap-3 text-left"
                onClick={() => setEditing({ index, endpoint: plain(endpoint) })}
              >
                <span className="wire w-14 shrink-0 text-sm text-muted">{endpoint.httpMethod}</span>
                <span className="wire min-w-0 flex-1 truncate font-medium">{endpoint.route}</span>
                {endpoint.disabled && <Badge tone="warn">Disabled</Badge>}
                <span className="text-sm text-muted">
                  {formatPlural(endpoint.captureCount, 'capture')}
                </span>
              </button>
              <a
                className="shrink-0 text-sm text-accent-ink underline"
                href={formatRoute({
                  page: 'apps',
                  appId: app.id,
                  part: 'functions',
                  item: endpoint.functionName,
                })}
              >
                {endpoint.functionName}
              </a>
              <CopyButton
                label={`Copy the URL of ${endpoint.route}`}
                getText={() => endpoint.url}
              />
            </li>
          ))}
        </ul>
      )}
      {editing !== null && (
        <EndpointDialog
          app={app}
          endpoint={editing.endpoint}
          isNew={editing.index === list.length}
          busy={save.isPending}
          error={save.error}
          onClose={() => {
            save.reset();
            setEditing(null);
          }}
          onRemove={() => save.mutate(list.filter((_one, index) => index !== editing.index))}
          onSave={(endpoint) =>
            save.mutateAsync([
              ...list.slice(0, editing.index),
              endpoint,
              ...list.slice(editing.index + 1),
            ])
          }
        />
      )}
    </section>
  );
}
