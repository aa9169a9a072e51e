import { useQuery } from '@tanstack/react-query';
import { Replace } from 'lucide-react';
import { useState } from 'react';
import type { CaptureSummary } from '../../../preload/contract/captures.ts';
import { formatRoute, navigate } from '../../navigation/route.ts';
import { query } from '../../api/client.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { formatBytes } from '../../ui/format.ts';
import { Moment } from '../../ui/time/moment.tsx';
import { statusBadgeTone } from '../../wire/tones.ts';
import { captureTitle, outcomeWord } from '../compare-words.ts';
import { PickDialog } from './pick-dialog.tsx';

/** Both captures above their columns: event, time, outcome, and a way to pick another. */
export function SideHeads({ left, right }: { left: CaptureSummary; right: CaptureSummary }) {
  return (
    <div className="grid shrink-0 grid-cols-2 divide-x divide-line border-b border-line">
      <Head
        name="A"
        capture={left}
        other={right}
        onPick={(id) => navigate({ page: 'compare', ids: [id, right.id] }, { replace: true })}
      />
      <Head
        name="B"
        capture={right}
        other={left}
        onPick={(id) => navigate({ page: 'compare', ids: [left.id, id] }, { replace: true })}
      />
    </div>
  );
}

interface HeadProps {
  name: 'A' | 'B';
  capture: CaptureSummary;
  other: CaptureSummary;
  onPick: (id: string) => void;
}

function Head({ name, capture, other, onPick }: HeadProps) {
  const [picking, setPicking] = useState(false);
  // Not by the room of the senders: its icons would be cut out of the first script into parts.
  const providers = useQuery(query.signatures.providers.queryOptions()).data;
  const known = providers?.find(({ id }) => id === capture.provider);
  const sender = known?.label ?? capture.provider ?? '';
  return (
    <section aria-label={`Capture ${name}`} className="flex min-w-0 flex-col gap-1 px-4 py-2">
      <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
        <span className="flex size-5 shrink-0 items-center justify-center rounded bg-accent-soft text-xs font-semibold text-accent-ink">
          {name}
        </span>
        <a
          href={formatRoute({ page: 'captures', id: capture.id })}
          className="wire min-w-0 truncate font-semibold text-accent-ink underline-offset-2 hover:underline"
        >
          {captureTitle(capture)}
        </a>
        <span className="flex-1" />
        <Button
          size="sm"
          variant="ghost"
          aria-label={`Pick another capture as ${name}`}
          icon={<Replace size={14} />}
          onClick={() => setPicking(true)}
        >
          Pick another
        </Button>
      </div>
      <p className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted">
        <Moment at={capture.receivedAt} />
        <Badge tone={capture.failure === null ? statusBadgeTone(capture.status) : 'bad'}>
          {outcomeWord(capture)}
        </Badge>
        {sender !== '' && <span>{sender}</span>}
        <span className="tabular-nums">{formatBytes(capture.sizeBytes)}</span>
      </p>
      {picking && (
        <PickDialog
          name={name}
          capture={capture}
          other={other}
          onPick={onPick}
          onClose={() => setPicking(false)}
        />
      )}
    </section>
  );
}
