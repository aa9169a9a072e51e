import { ArrowRight } from 'lucide-react';
import type { CaptureDetail } from '../../../../../preload/contract/captures.ts';
import type { ReplaySummary } from '../../../../../preload/contract/replays.ts';
import { ReplayAnswer } from '../../../../replays/replay-answer.tsx';
import { openReplay } from '../../../../replays/open-replay.ts';
import { Badge } from '../../../../ui/badge.tsx';
import { formatDuration } from '../../../../ui/format.ts';
import { statusBadgeTone } from '../../../../wire/tones.ts';
import { VisibleText } from '../../../body/text/visible-text.tsx';
import { EntryRow } from './entry-row.tsx';

function Answered({ status, word }: { status: number | null; word: string }) {
  return (
    <Badge tone={status === null ? 'neutral' : statusBadgeTone(status)}>{status ?? word}</Badge>
  );
}

/** A replay: what was answered then, what now, and the whole answer when opened. */
export function ReplayEntry(props: {
  replay: ReplaySummary;
  detail: CaptureDetail;
  now: number;
  open: boolean;
  onToggle: () => void;
}) {
  const { replay, detail } = props;
  return (
    <EntryRow
      word={`Replay ${replay.number}`}
      at={replay.startedAt}
      now={props.now}
      open={props.open}
      onToggle={props.onToggle}
      facts={
        <>
          <Answered status={detail.status} word="no answer" />
          <ArrowRight size={12} className="shrink-0 text-faint" aria-label="then, now" />
          <Answered status={replay.status} word={replay.outcome} />
          {replay.edited && <Badge tone="info">edited</Badge>}
          <span className="wire min-w-0 truncate text-muted">
            <VisibleText text={replay.url} />
          </span>
          <span className="shrink-0 text-sm text-muted tabular-nums">
            {formatDuration(replay.totalMs)}
          </span>
        </>
      }
    >
      <ReplayAnswer
        replayId={replay.id}
        capture={detail}
        onRetry={() => openReplay({ captureIds: [detail.id], edit: false })}
      />
    </EntryRow>
  );
}
