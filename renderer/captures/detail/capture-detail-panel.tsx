import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { CaptureDetail } from '../../../preload/contract/captures.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { query } from '../../api/client.ts';
import { ComposerPart } from '../../replays/composer-part.ts';
import { closeReplay, useComposed } from '../../replays/open-replay.ts';
import { Problem } from '../../ui/problem.tsx';
import { later } from '../../ui/parts/later.tsx';
import { readProblem } from '../../ui/read-problem.ts';
import { expectJson } from '../body/json/open-json.ts';
import { Waiting } from '../body/json-view.tsx';
import { cachedCapture } from '../cached-capture.ts';
import { DetailParts } from './detail-parts.tsx';
import { type DetailTab, useDetailTab } from './detail-tab-store.ts';
import { GoneCapture } from './gone-capture.tsx';
import { HeaderStrip } from './header/header-strip.tsx';
import type { Told } from './header/outcome.ts';
import { type Activity, useActivity } from './tabs/activity/use-activity.ts';
import { BodyTab } from './tabs/body-tab.tsx';
import { useWantedPart } from './tabs/checks/wanted-part.ts';
import { failedChecks } from './tabs/checks/findings.ts';
import { ReplyTab } from './tabs/reply-tab.tsx';
import { RequestTab } from './tabs/request-tab.tsx';
import { TraceTab } from './tabs/trace-tab.tsx';
import { firstTab, tabsOf } from './tabs-of.ts';
import { useTold } from './use-told.ts';

const ChecksTab = later(
  'Checks',
  async () => (await import('./tabs/checks/checks-tab.tsx')).ChecksTab,
);

const ActivityTab = later(
  'Activity',
  async () => (await import('./tabs/activity/activity-tab.tsx')).ActivityTab,
);

function TabContent({ told, activity, tab }: { told: Told; activity: Activity; tab: DetailTab }) {
  const { detail } = told;
  switch (tab) {
    case 'body':
      return <BodyTab detail={detail} />;
    case 'request':
      return <RequestTab detail={detail} />;
    case 'reply':
      return <ReplyTab detail={detail} />;
    case 'checks':
      return <ChecksTab told={told} />;
    case 'trace':
      return <TraceTab told={told} activity={activity} />;
    case 'activity': {
      const duplicateOf = told.report?.duplicateOf ?? null;
      return <ActivityTab detail={detail} activity={activity} duplicateOf={duplicateOf} />;
    }
  }
}

function Detail({ detail, onClose }: { detail: CaptureDetail; onClose: () => void }) {
  const told = useTold(detail);
  const activity = useActivity(told);
  const tab = useDetailTab((state) => state.tab) ?? firstTab(detail);
  const choose = useDetailTab((state) => state.choose);
  const counts = { checks: failedChecks(told), activity: activity.entries.length };
  return (
    <article aria-label="Capture" className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface">
      <HeaderStrip told={told} onClose={onClose} />
      <DetailParts
        tabs={tabsOf(counts)}
        value={tab}
        onChange={choose}
        // Keyed, so that folds, filters and drafts of one capture do not reach the next.
        renderPart={(part) => (
          <TabContent key={detail.id} told={told} activity={activity} tab={part} />
        )}
      />
    </article>
  );
}

/** Everything about one capture. Follows it live; says so when it is gone. */
export function CaptureDetailPanel({ id, onClose }: { id: CaptureId; onClose: () => void }) {
  const capture = useQuery(query.captures.get.queryOptions({ input: { id } }));
  const composed = useComposed(id);
  // A worker starts as long as the engine takes to tell of the capture.
  useEffect(() => expectJson(cachedCapture(id)?.sizeBytes ?? 0), [id]);
  if (capture.isPending) return <Waiting label="Loading the capture" />;
  if (capture.isError && readProblem(capture.error).code === 'CAPTURE_NOT_FOUND') {
    return <GoneCapture id={id} onClose={onClose} />;
  }
  if (capture.isError) {
    return (
      <div className="p-4">
        <Problem error={capture.error} onRetry={() => void capture.refetch()} />
      </div>
    );
  }
  if (composed !== null) {
    return (
      <ComposerPart
        capture={capture.data}
        edit={composed.edit}
        signature={composed.signature}
        to={composed.to}
        onClose={backToCapture}
        onEnterSecret={() => {
          useWantedPart.getState().want('signature');
          useDetailTab.getState().choose('checks');
          closeReplay();
        }}
      />
    );
  }
  return <Detail detail={capture.data} onClose={onClose} />;
}

/** Closes the composer; the button that opens it has the focus then. */
function backToCapture(): void {
  closeReplay();
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-compose]')?.focus());
}
