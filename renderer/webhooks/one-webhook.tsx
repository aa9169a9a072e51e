import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { AppSummary } from '../../preload/contract/apps.ts';
import { query } from '../api/client.ts';
import { useRenamed } from '../app-model/renamed.ts';
import { formatRoute, navigate } from '../navigation/route.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { LeftBehind } from '../drafts/left-behind.tsx';
import { draftKeyOf, WebhookPage } from './webhook-page.tsx';
import { itemOf } from './webhook-row.tsx';

/** The webhook that the address names, `service/webhook`; says where there is none. */
export function OneWebhook(props: { app: AppSummary; item: string; tab?: string | undefined }) {
  const { app, item } = props;
  const webhooks = useQuery(query.webhooks.list.queryOptions({ input: { appId: app.id } }));
  const known = webhooks.data ?? [];
  const shown = useRenamed(`webhooks/${app.id}`, item, (name) =>
    known.some((one) => itemOf(one) === name),
  );
  useEffect(() => {
    // An old link, or the way back: the address says what is shown.
    if (shown === null || shown.name === item) return;
    navigate(
      {
        page: 'apps',
        appId: app.id,
        part: 'services',
        item: shown.name,
        ...(props.tab !== undefined && { tab: props.tab }),
      },
      { replace: true },
    );
  });
  if (webhooks.isPending) return <Spinner label="Loading the webhook" />;
  if (webhooks.error !== null) {
    return (
      <div className="p-6">
        <Problem error={webhooks.error} onRetry={() => void webhooks.refetch()} />
      </div>
    );
  }
  const opened = webhooks.data.find((one) => itemOf(one) === shown?.name);
  if (opened !== undefined)
    return <WebhookPage key={shown?.key} app={app} view={opened} tab={props.tab} />;
  const all = {
    page: 'apps',
    appId: app.id,
    part: 'services',
    item: '*',
    tab: 'webhooks',
  } as const;
  return (
    <p role="status" className="m-6 rounded-lg bg-warn-soft px-3 py-2 break-words text-warn">
      No webhook <span className="wire">{item}</span> here. It was renamed or deleted.{' '}
      <a className="underline" href={formatRoute(all)}>
        All webhooks
      </a>
      {item !== null && <LeftBehind draftKey={draftKeyOf(app.id, item)} />}
    </p>
  );
}
