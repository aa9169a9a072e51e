import { useQuery } from '@tanstack/react-query';
import { CirclePause, Send } from 'lucide-react';
import { useState } from 'react';
import { query } from '../../api/client.ts';
import type { EndpointId } from '../../../preload/contract/shapes.ts';
import { SampleButton } from '../../senders/sample-button.tsx';
import { Stitches } from '../../ui/signs/stitches.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { later } from '../../ui/parts/later.tsx';
import { sendSample } from '../list-actions.ts';
import { undoRemoval, useLastRemoval } from '../undo-removal.ts';
import { formatPlural } from '../../ui/format.ts';

const INBOX = 'inbox' as EndpointId;

const NothingFound = later(
  'Other searches',
  async () => (await import('../search/nothing-found.tsx')).NothingFound,
);

/** Nothing in the list: because capture is paused, the search finds none, or none came yet. */
export function EmptyList({ search }: { search: string }) {
  const status = useQuery(query.system.status.queryOptions());
  const capture = status.data?.capture;
  if (search !== '') return <NothingFound search={search} />;
  if (capture?.state === 'paused') {
    return (
      <EmptyState icon={<CirclePause size={28} aria-hidden />} title="Capture is paused">
        <p>{capture.why}</p>
        <p>{capture.hint}</p>
      </EmptyState>
    );
  }
  return (
    <>
      <Deleted />
      <NoneYet intakeUrl={status.data?.intakeUrl ?? null} />
    </>
  );
}

/** Where the list is empty because everything was deleted: the way back. */
function Deleted() {
  const last = useLastRemoval((s) => s.last);
  if (last === null) return null;
  return (
    <div
      role="status"
      className="flex shrink-0 items-center justify-center gap-3 border-b border-line px-3 py-2"
    >
      <span>Deleted {formatPlural(last.count, 'capture')}.</span>
      <Button size="sm" onClick={() => void undoRemoval(last)}>
        Undo
      </Button>
    </div>
  );
}

function NoneYet({ intakeUrl }: { intakeUrl: string | null }) {
  const [busy, setBusy] = useState(false);
  const tunnel = useQuery(query.tunnel.get.queryOptions());
  const send = async (): Promise<void> => {
    setBusy(true);
    await sendSample();
    setBusy(false);
  };
  const url = tunnel.data?.publicUrl ?? intakeUrl;
  return (
    <EmptyState
      icon={<Stitches width={56} />}
      title="Waiting for the first webhook"
      actions={
        <>
          <Button
            variant="primary"
            icon={<Send size={14} />}
            disabled={busy}
            onClick={() => void send()}
          >
            Send a sample
          </Button>
          <SampleButton endpointId={INBOX} />
        </>
      }
    >
      <p>Send a webhook here, or try a sample.</p>
      {url !== null && <Recipe label="Address" text={url} />}
      {intakeUrl !== null && <Recipe label="Command" text={firstCurl(intakeUrl)} />}
      {tunnel.data?.phase === 'off' && (
        <p className="mt-3 text-sm">
          Works on this computer only. Turn on the tunnel below to reach it from outside.
        </p>
      )}
    </EmptyState>
  );
}

/** A command that fits any POSIX shell and leaves something worth looking at. */
export function firstCurl(intakeUrl: string): string {
  return `curl -X POST ${intakeUrl}/hello -H 'content-type: application/json' -d '{"order":1001,"paid":true}'`;
}

function Recipe({ label, text }: { label: string; text: string }) {
  return (
    <div className="mt-3 flex items-start gap-2 rounded-lg border border-line bg-surface py-1 pr-1 pl-3 text-left">
      <code className="wire min-w-0 flex-1 py-1.5 break-all text-ink select-all">{text}</code>
      <CopyButton getText={() => text} label={`Copy ${label.toLowerCase()}`} />
    </div>
  );
}
