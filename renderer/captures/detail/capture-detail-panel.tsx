import { useQuery } from '@tanstack/react-query';
import { FileQuestion } from 'lucide-react';
import type { CaptureDetail } from '../../../preload/contract/captures.ts';
import type { ClientCallDetail } from '../../../preload/contract/apps/client-api.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { WebhookDetail } from '../../../preload/contract/apps/webhook-outcome.ts';
import { query } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Problem } from '../../ui/problem.tsx';
import { readProblem } from '../../ui/read-problem.ts';
import { Tabs } from '../../ui/tabs.tsx';
import { Waiting } from '../body/json-view.tsx';
import { BodyTab } from './tabs/body-tab.tsx';
import { ClientCallTab } from './tabs/client-call-tab.tsx';
import { DeliveriesTab } from './tabs/deliveries-tab.tsx';
import { type DetailTab, useDetailTab } from './detail-tab-store.ts';
import { HeaderStrip } from './header-strip.tsx';
import { HeadersList } from './tabs/headers-list.tsx';
import { type InferredLoad, useLoadOf } from './load-of.ts';
import { OverviewTab } from './tabs/overview-tab.tsx';
import { QueryTab } from './tabs/query-tab.tsx';
import { ReplaysTab } from './tabs/replays-tab.tsx';
import { ReplyTab } from './tabs/reply-tab.tsx';
import { SenderTab } from './tabs/sender-tab.tsx';
import { TableTab } from './tabs/table-tab.tsx';
import { TimelineTab } from './tabs/timeline-tab.tsx';
import { WebhookTab } from './tabs/webhook-tab.tsx';
import { hasSender, isOfApp, isOfClient, tabsOf } from './tabs-of.ts';

function HeadersTab({ detail }: { detail: CaptureDetail }) {
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <HeadersList headers={detail.headers} title="Headers" />
      {detail.trailers.length > 0 && (
        <>
          <h3 className="border-y border-line bg-canvas px-3 py-1 text-sm font-semibold text-muted">
            Trailers, sent after the body
          </h3>
          <HeadersList headers={detail.trailers} title="Trailers" />
        </>
      )}
    </div>
  );
}

function TabContent(props: {
  detail: CaptureDetail;
  outcome: WebhookDetail | null;
  call: ClientCallDetail | null;
  load: InferredLoad | null;
  tab: DetailTab;
}) {
  const { detail, outcome, call, load, tab } = props;
  switch (tab) {
    case 'table':
      return load === null ? null : <TableTab load={load} />;
    case 'sender':
      return <SenderTab detail={detail} />;
    case 'webhook':
      return outcome === null ? null : <WebhookTab detail={detail} outcome={outcome} />;
    case 'client-call':
      return call === null ? null : <ClientCallTab detail={detail} call={call} />;
    case 'overview':
      return <OverviewTab detail={detail} />;
    case 'headers':
      return <HeadersTab detail={detail} />;
    case 'body':
      return <BodyTab detail={detail} />;
    case 'query':
      return <QueryTab target={detail.target} endpointId={detail.endpointId} />;
    case 'reply':
      return <ReplyTab detail={detail} />;
    case 'timeline':
      return <TimelineTab detail={detail} />;
    case 'replays':
      return <ReplaysTab detail={detail} />;
    case 'deliveries':
      return <DeliveriesTab detail={detail} />;
  }
}

function Detail({ detail, onClose }: { detail: CaptureDetail; onClose: () => void }) {
  const chosen = useDetailTab((state) => state.tab);
  const webhook = useQuery(
    query.webhooks.outcomeOf.queryOptions({
      input: { id: detail.id },
      enabled: isOfApp(detail),
    }),
  );
  const client = useQuery(
    query.clientApi.outcomeOf.queryOptions({
      input: { id: detail.id },
      enabled: isOfClient(detail),
    }),
  );
  const outcome = webhook.data ?? null;
  const call = client.data ?? null;
  const load = useLoadOf(detail);
  const lacks =
    (chosen === 'webhook' && outcome === null) ||
    (chosen === 'client-call' && call === null) ||
    (chosen === 'table' && load === null) ||
    (chosen === 'sender' && !hasSender(detail));
  const fits = lacks ? null : chosen;
  const refused = outcome?.steps.some((step) => !step.ok) === true;
  const unproven = detail.decidedBy === 'authenticate' && detail.signature === 'bad';
  const tab =
    fits ??
    (refused ? 'webhook' : null) ??
    (call?.error != null ? 'client-call' : null) ??
    (unproven ? 'sender' : null) ??
    (detail.sizeBytes > 0 || detail.surplus !== null ? 'body' : 'overview');
  const choose = useDetailTab((state) => state.choose);
  return (
    <article aria-label="Capture" className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface">
      <HeaderStrip detail={detail} onClose={onClose} />
      <Tabs
        tabs={tabsOf(detail, outcome !== null, call !== null, load !== null)}
        value={tab}
        onChange={choose}
        label="Parts of the capture"
      >
        {/* Keyed, so that folds, filters and drafts of one capture do not reach the next. */}
        <TabContent
          key={detail.id}
          detail={detail}
          outcome={outcome}
          call={call}
          load={load}
          tab={tab}
        />
      </Tabs>
    </article>
  );
}

/** Everything about one capture. Follows it live; says so when it is gone. */
export function CaptureDetailPanel({ id, onClose }: { id: CaptureId; onClose: () => void }) {
  const capture = useQuery(query.captures.get.queryOptions({ input: { id } }));
  if (capture.isPending) return <Waiting label="Loading the capture" />;
  if (capture.isError && readProblem(capture.error).code === 'CAPTURE_NOT_FOUND') {
    return (
      <EmptyState
        icon={<FileQuestion size={28} aria-hidden />}
        title="This capture is gone"
        actions={<Button onClick={onClose}>Close</Button>}
      >
        You deleted it, or retention did. Pinned captures are kept.
      </EmptyState>
    );
  }
  if (capture.isError) {
    return (
      <div className="p-4">
        <Problem error={capture.error} onRetry={() => void capture.refetch()} />
      </div>
    );
  }
  return <Detail detail={capture.data} onClose={onClose} />;
}
