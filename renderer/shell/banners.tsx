import { useQuery } from '@tanstack/react-query';
import { CirclePause, RefreshCw, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import { connection, query } from '../api/client.ts';
import { useConnection } from '../api/connection.ts';
import { PausedAction } from '../captures/paused-action.tsx';
import { useUnsent } from '../drafts/unsent.ts';
import { Button } from '../ui/button.tsx';
import { formatSecond } from '../ui/format.ts';
import { useNow } from '../ui/platform/use-now.ts';
import { SessionEnded } from './session-ended.tsx';
import { useNewerPage } from './newer-page.ts';

/** What concerns the whole page: no connection, or capture paused. */
export function Banners() {
  const state = useConnection((s) => s.state);
  const status = useQuery(query.system.status.queryOptions());
  const capture = status.data?.capture;
  const newer = useNewerPage();
  if (state === 'ended') return <SessionEnded />;
  if (state === 'lost') return <Lost />;
  if (newer) {
    return (
      <Banner tone="bg-info-soft text-info" icon={<RefreshCw size={15} aria-hidden />}>
        <p className="min-w-0 flex-1">
          <strong className="font-semibold">A newer page is here.</strong> Backstitch was updated.
          What you typed is kept.
        </p>
        <Button size="sm" onClick={() => window.location.reload()}>
          Reload
        </Button>
      </Banner>
    );
  }
  if (capture?.state === 'paused') {
    return (
      <Banner tone="bg-bad-soft text-bad" icon={<CirclePause size={15} aria-hidden />}>
        <p className="min-w-0 flex-1">
          <strong className="font-semibold">Capture is paused.</strong> {capture.why} {capture.hint}
        </p>
        <PausedAction capture={capture} />
      </Banner>
    );
  }
  return null;
}

/** Nothing answers. The page stays to be read, and what is typed is kept here meanwhile. */
function Lost() {
  const { since, retryAt } = useConnection();
  const now = useNow(true);
  const { count, Tools } = useUnsent();
  const seconds = Math.ceil((retryAt - now) / 1000);
  return (
    <Banner tone="bg-warn-soft text-warn" icon={<Unplug size={15} aria-hidden />}>
      <p className="min-w-0 flex-1">
        <strong className="font-semibold">Backstitch stopped answering</strong> at{' '}
        {formatSecond(since)}.{' '}
        <span aria-hidden>
          {seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying again now.'}
        </span>
      </p>
      {Tools !== null && count > 0 && <Tools />}
      <Button size="sm" onClick={() => connection.retryNow()}>
        Try now
      </Button>
    </Banner>
  );
}

function Banner(props: { tone: string; icon: ReactNode; children: ReactNode }) {
  return (
    <div
      role="alert"
      className={`flex min-h-9 shrink-0 items-center gap-2 border-b border-line px-3 py-1 ${props.tone}`}
    >
      {props.icon}
      {props.children}
    </div>
  );
}
