import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AppSummary } from '../../../preload/contract/apps.ts';
import type { ClientApiView } from '../../../preload/contract/apps/client-api.ts';
import { api, query } from '../../api/client.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Switch } from '../../ui/field.tsx';
import { formatPlural } from '../../ui/format.ts';
import { Problem } from '../../ui/problem.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { realmWebSnippet, stitchSnippet } from './client-snippets.ts';
import { sayNot } from '../../ui/say-not.ts';

/** Whether client applications may call the app, where, and how they begin. */
export function ClientApiSection({ app }: { app: AppSummary }) {
  const input = { appId: app.id };
  const cache = useQueryClient();
  const state = useQuery(query.clientApi.get.queryOptions({ input }));
  const set = useMutation({
    mutationFn: (on: boolean) => api.clientApi.set({ ...input, on }),
    onSuccess: async (view) => {
      cache.setQueryData(query.clientApi.get.queryKey({ input }), view);
      await cache.invalidateQueries({ queryKey: query.apps.list.key() });
    },
    onError: sayNot('Not changed'),
  });
  if (state.error !== null)
    return <Problem error={state.error} onRetry={() => void state.refetch()} />;
  if (state.data === undefined) return <Spinner label="Loading the client API" />;
  const view = state.data;
  return (
    <div className="flex flex-col gap-4">
      <Switch
        label="Client API"
        help="App users reach what the rules allow, on the intake and through the tunnel. Off: calls get 404."
        checked={view.on}
        disabled={set.isPending}
        onCheckedChange={(on) => set.mutate(on)}
      />
      {view.on && <Served view={view} />}
    </div>
  );
}

function Served({ view }: { view: ClientApiView }) {
  const served = view.providers.filter((one) => one.enabled && one.served);
  const elsewhere = view.providers.filter((one) => one.enabled && !one.served);
  return (
    <>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-4 gap-y-2">
        <Line label="Base URL" text={view.baseUrl} copy="Copy the base URL" />
        <Line label="App id" text={view.clientAppId} copy="Copy the app id" />
        <dt className="text-muted">Sign-in</dt>
        <dd>
          {served.length === 0 ? (
            <span className="text-warn">
              No provider is on, so nobody can sign in. Turn one on above.
            </span>
          ) : (
            <span className="wire break-words">{served.map(({ name }) => name).join(', ')}</span>
          )}
          {elsewhere.length > 0 && (
            <p className="text-sm text-muted">
              {elsewhere.map(({ name }) => name).join(', ')}: at a third party, answered 501.
            </p>
          )}
        </dd>
        <dt className="text-muted">Allowed origins</dt>
        <dd className="break-words">
          {view.allowedOrigins.length === 0 ? 'Any' : view.allowedOrigins.join(', ')}
        </dd>
        {view.streams > 0 && (
          <>
            <dt className="text-muted">Open now</dt>
            <dd>{formatPlural(view.streams, 'stream')}</dd>
          </>
        )}
      </dl>
      <Snippet title="realm-web" text={realmWebSnippet(view)} />
      <Snippet title="mongodb-stitch-server-sdk" text={stitchSnippet(view)} />
    </>
  );
}

function Line({ label, text, copy }: { label: string; text: string; copy: string }) {
  return (
    <>
      <dt className="text-muted">{label}</dt>
      <dd className="flex min-w-0 items-center gap-1">
        <span className="wire min-w-0 truncate" title={text}>
          {text}
        </span>
        <CopyButton label={copy} getText={() => text} />
      </dd>
    </>
  );
}

function Snippet({ title, text }: { title: string; text: string }) {
  return (
    <section aria-label={title} className="rounded-lg border border-line bg-surface">
      <header className="flex items-center gap-2 border-b border-line py-1 pr-1 pl-3">
        <h3 className="wire min-w-0 flex-1 truncate font-medium">{title}</h3>
        <CopyButton label={`Copy the lines for ${title}`} text="Copy" getText={() => text} />
      </header>
      {/* Long lines are scrolled, by the keyboard too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} className="wire overflow-x-auto p-3">
        {text}
      </pre>
    </section>
  );
}
