import { useQuery } from '@tanstack/react-query';
import { ArrowRight, Repeat } from 'lucide-react';
import { useState } from 'react';
import type { CaptureDetail } from '../../../../preload/contract/captures.ts';
import type { ReplaySummary } from '../../../../preload/contract/replays.ts';
import type { ReplayId } from '../../../../preload/contract/shapes.ts';
import { query } from '../../../api/client.ts';
import { ReplayAnswer } from '../../../replays/replay-answer.tsx';
import { openReplayDialog } from '../../../replays/replay-dialog-store.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { cx } from '../../../ui/cx.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { formatClock, formatDuration } from '../../../ui/format.ts';
import { Problem } from '../../../ui/problem.tsx';
import { VisibleText } from '../../body/text/visible-text.tsx';
import { Waiting } from '../../body/json-view.tsx';
import { statusBadgeTone } from '../../../wire/tones.ts';

function Outcome({ status, word }: { status: number | null; word: string }) {
  return (
    <Badge tone={status === null ? 'neutral' : statusBadgeTone(status)}>{status ?? word}</Badge>
  );
}

function ReplayRow(props: {
  replay: ReplaySummary;
  then: number | null;
  selected: boolean;
  onSelect: () => void;
}) {
  const { replay } = props;
  return (
    <li>
      <button
        type="button"
        aria-pressed={props.selected}
        onClick={props.onSelect}
        className={cx(
          'flex w-full flex-col gap-0.5 border-b border-line px-3 py-2 text-left outline-offset-[-2px]',
          props.selected ? 'bg-selected' : 'hover:bg-hover',
        )}
      >
        <span className="flex w-full items-center gap-1.5">
          <span className="font-medium">#{replay.number}</span>
          <Outcome status={props.then} word="no answer" />
          <ArrowRight size={12} className="text-faint" aria-label="then, now" />
          <Outcome status={replay.status} word={replay.outcome} />
          {replay.edited && <Badge tone="info">edited</Badge>}
          <span className="flex-1" />
          <span className="text-sm text-faint tabular-nums">{formatDuration(replay.totalMs)}</span>
        </span>
        <span className="wire w-full truncate text-muted">
          <VisibleText text={replay.url} />
        </span>
        <span className="text-sm text-faint">
          {formatClock(replay.startedAt)}
          {replay.error !== null && <span className="text-bad"> · {replay.error}</span>}
        </span>
      </button>
    </li>
  );
}

/** Replays made of a capture, newest first, with the answer of one of them. */
export function ReplaysTab({ detail }: { detail: CaptureDetail }) {
  const replays = useQuery(query.replays.ofCapture.queryOptions({ input: { id: detail.id } }));
  const [chosen, setChosen] = useState<ReplayId | null>(null);
  const again = (): void => openReplayDialog({ captureIds: [detail.id], edit: false });
  if (replays.isPending) return <Waiting label="Loading the replays" />;
  if (replays.isError) {
    return (
      <div className="p-3">
        <Problem error={replays.error} onRetry={() => void replays.refetch()} />
      </div>
    );
  }
  if (replays.data.length === 0) {
    return (
      <EmptyState
        icon={<Repeat size={28} aria-hidden />}
        title="Not replayed yet"
        actions={
          <Button variant="primary" onClick={again}>
            Replay
          </Button>
        }
      >
        Send this request again, to your own server or through the intake, and compare the answers
        here.
      </EmptyState>
    );
  }
  const shown = replays.data.find((replay) => replay.id === chosen) ?? replays.data[0];
  return (
    <div className="@container flex min-h-0 flex-1">
      <div className="flex min-h-0 flex-1 flex-col @2xl:flex-row">
        <ol className="max-h-48 shrink-0 overflow-auto border-b border-line @2xl:max-h-none @2xl:w-72 @2xl:border-r @2xl:border-b-0">
          {replays.data.map((replay) => (
            <ReplayRow
              key={replay.id}
              replay={replay}
              then={detail.status}
              selected={replay.id === shown?.id}
              onSelect={() => setChosen(replay.id)}
            />
          ))}
        </ol>
        <div className="min-h-0 min-w-0 flex-1 overflow-auto p-3">
          {shown && (
            <ReplayAnswer key={shown.id} replayId={shown.id} capture={detail} onRetry={again} />
          )}
        </div>
      </div>
    </div>
  );
}
