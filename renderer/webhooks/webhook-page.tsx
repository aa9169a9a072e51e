import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { useEffectEvent, useLayoutEffect } from 'react';
import type { AppSummary } from '../../preload/contract/apps.ts';
import type { WebhookView, WebhookWhole } from '../../preload/contract/apps/webhooks.ts';
import { api, query } from '../api/client.ts';
import { DraftBar } from '../drafts/draft-bar.tsx';
import { useDraft } from '../drafts/use-draft.ts';
import { rename } from '../app-model/renamed.ts';
import { WorkbenchPart } from '../functions/workbench-part.ts';
import { sourceWords } from '../functions/source-words.ts';
import { formatRoute, navigate } from '../navigation/route.ts';
import { RunList } from '../runs/run-list.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { formatMinute } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { readProblem } from '../ui/read-problem.ts';
import { Spinner } from '../ui/spinner.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { toast } from '../ui/toast.tsx';
import { WebhookActions } from './webhook-actions.tsx';
import { WebhookCaptures } from './webhook-captures.tsx';
import {
  draftOf,
  sameDraft,
  type WebhookDraft,
  webhookProblems,
  withoutSecret,
  withSecretOf,
} from './webhook-draft.ts';
import { itemOf } from './webhook-row.tsx';
import { WebhookSettings } from './webhook-settings.tsx';
import { WebhookUrls } from './webhook-urls.tsx';
import { isKeyOf } from '../keys/keymap.ts';

/** One webhook, fetched whole. */
export function WebhookPage({
  app,
  view,
  tab,
}: {
  app: AppSummary;
  view: WebhookView;
  /** What the address asks for. */
  tab?: string | undefined;
}) {
  const input = { appId: app.id, service: view.service, webhook: view.name };
  // Renamed, it stays as it was until it is there under its new name.
  const whole = useQuery({
    ...query.webhooks.get.queryOptions({ input }),
    placeholderData: (before) => before,
  });
  if (whole.isPending) return <Spinner label="Loading the webhook" />;
  if (whole.error !== null) {
    return (
      <div className="p-6">
        <Problem error={whole.error} onRetry={() => void whole.refetch()} />
      </div>
    );
  }
  return <Editor app={app} webhook={whole.data} tab={TABS.find((one) => one === tab) ?? 'code'} />;
}

const draftKey = (appId: string, { service, name }: { service: string; name: string }): string =>
  draftKeyOf(appId, `${service}/${name}`);

/** @param item as addresses have it: its service and its name */
export const draftKeyOf = (appId: string, item: string): string =>
  `webhook:${appId}/${encodeURIComponent(item)}`;

const TABS = ['code', 'settings', 'captures', 'runs'] as const;
type Tab = (typeof TABS)[number];

function Editor(props: { app: AppSummary; webhook: WebhookWhole; tab: Tab }) {
  const { app, webhook, tab } = props;
  const at = { page: 'apps', appId: app.id, part: 'services' } as const;
  const base = webhook;
  const kept = useDraft({
    key: draftKey(app.id, base),
    kind: 'webhook',
    base: base.revision,
    saved: draftOf(base),
    same: sameDraft,
    pack: withoutSecret,
    unpack: withSecretOf,
  });
  const { value: draft, isChanged: dirty } = kept;
  const cache = useQueryClient();
  const problems = webhookProblems(draft);

  const save = useMutation({
    mutationFn: async (revision: string | null) => {
      const { service, name: oldName } = base;
      // The list may hear of it before this has its answer.
      const to = itemOf({ service, name: draft.name });
      const takeBack = rename(`webhooks/${app.id}`, itemOf(base), to);
      const input = { appId: app.id, service, webhook: draft, oldName, revision };
      const saved = await api.webhooks.save(input).catch((error: unknown) => {
        takeBack();
        throw error;
      });
      return { saved, sent: draft };
    },
    onSuccess: async ({ saved, sent }) => {
      const input = { appId: app.id, service: saved.service, webhook: saved.name };
      cache.setQueryData(query.webhooks.get.queryKey({ input }), saved);
      kept.settle({ sent, key: draftKey(app.id, saved), base: saved.revision });
      toast({ title: `Saved ${saved.name}. Live now.`, tone: 'good' });
      await cache.invalidateQueries({ queryKey: query.webhooks.key() });
    },
    // Refused as stale: what is offered instead has to be the version that is kept now.
    onError: () => cache.invalidateQueries({ queryKey: query.webhooks.get.key() }),
  });
  const blocked = !dirty || Object.keys(problems).length > 0 || save.isPending;
  const submit = useEffectEvent(() => {
    if (!blocked) save.mutate(kept.base);
  });
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!isKeyOf(event, 'save')) return;
      event.preventDefault();
      submit();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  const changed = save.error !== null && readProblem(save.error).code === 'APP_CHANGED';
  if (!kept.isRead) return <Spinner label="Loading the webhook" />;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex shrink-0 flex-wrap items-center gap-3 px-4 py-3">
        <nav aria-label="Where this is" className="-mr-2 flex items-center gap-1 text-muted">
          <a href={formatRoute({ ...at, item: null })} className="hover:text-ink">
            Services
          </a>
          <ChevronRight size={14} aria-hidden />
          <a href={formatRoute({ ...at, item: base.service })} className="hover:text-ink">
            {base.service}
          </a>
          <ChevronRight size={14} aria-hidden />
          <a
            href={formatRoute({ ...at, item: base.service, tab: 'webhooks' })}
            className="hover:text-ink max-sm:hidden"
          >
            Incoming Webhooks
          </a>
          <ChevronRight size={14} aria-hidden className="max-sm:hidden" />
        </nav>
        <h2 className="min-w-0 truncate text-lg font-semibold">{base.name}</h2>
        {dirty && <Badge tone="warn">Not saved</Badge>}
        <span className="flex-1" />
        {!dirty && save.isSuccess && (
          <span className="text-sm text-muted tabular-nums">
            Saved {formatMinute(save.submittedAt)}
          </span>
        )}
        <Button disabled={!dirty} onClick={kept.discard}>
          Discard
        </Button>
        <Button variant="primary" disabled={blocked} onClick={() => save.mutate(kept.base)}>
          Save
        </Button>
        <WebhookActions webhook={base} dirty={dirty} />
      </header>
      <div className="flex shrink-0 flex-col gap-2 px-4 pb-3">
        {base.problem !== null && <p className="text-bad">{base.problem}</p>}
        {save.error !== null && !changed && <Problem error={save.error} />}
        <DraftBar
          draft={kept}
          words={sourceWords<WebhookDraft>()}
          onSave={() => save.mutate(kept.base)}
          canSave={!blocked}
        />
        <WebhookUrls webhook={base} />
      </div>
      <Tabs
        label="Parts of the webhook"
        value={tab}
        onChange={(next) => navigate({ ...at, item: itemOf(base), tab: next }, { replace: true })}
        tabs={[
          { id: 'code', label: 'Function Editor' },
          {
            id: 'settings',
            label: 'Settings',
            ...(Object.keys(problems).length > 0 && { count: Object.keys(problems).length }),
          },
          { id: 'captures', label: 'Captures', count: webhook.captureCount },
          { id: 'runs', label: 'Runs' },
        ]}
      >
        {tab === 'code' && (
          <WorkbenchPart
            app={app}
            of={{ kind: 'webhook', service: base.service, webhook: base.name }}
            serviceType={base.serviceType}
            endpointId={base.endpointId}
            source={draft.source}
            onChange={(source) => kept.change({ ...draft, source })}
          />
        )}
        {tab === 'settings' && (
          <WebhookSettings
            app={app}
            webhook={base}
            draft={draft}
            problems={problems}
            onChange={kept.change}
          />
        )}
        {tab === 'captures' && <WebhookCaptures endpointId={base.endpointId} />}
        {tab === 'runs' && (
          <div className="min-h-0 flex-1 overflow-auto">
            <RunList appId={app.id} name={itemOf(base)} />
          </div>
        )}
      </Tabs>
    </div>
  );
}
