import { useQuery } from '@tanstack/react-query';
import { ArrowRight, CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CaptureDetail } from '../../preload/contract/captures.ts';
import type { Replay } from '../../preload/contract/replays.ts';
import type { ReplayId } from '../../preload/contract/shapes.ts';
import { query } from '../api/client.ts';
import { statusReason } from '../wire/status-reason.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { formatBytes, formatDuration } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { AnswerParts } from './answer/answer-parts.tsx';
import { SaveAs } from './answer/save-as.tsx';
import { statusBadgeTone } from '../wire/tones.ts';

/**
 * What came back from a replay, or why nothing did.
 *
 * @param props.capture the original: with it, its answer is compared with this one
 */
export function ReplayAnswer(props: {
  replayId: ReplayId;
  capture?: CaptureDetail;
  onRetry?: () => void;
}) {
  const { replayId, capture } = props;
  const replay = useQuery(query.replays.get.queryOptions({ input: { id: replayId } }));
  if (replay.error !== null) {
    return <Problem error={replay.error} onRetry={() => void replay.refetch()} />;
  }
  if (replay.data === undefined) return <Spinner label="Loading the answer" />;
  const answered = replay.data.outcome === 'answered';
  return (
    <section aria-label={`Replay ${replay.data.number}`} className="flex flex-col gap-3">
      <Headline
        replay={replay.data}
        then={capture?.reply?.status ?? null}
        end={<SaveAs replay={replay.data} capture={capture} />}
      />
      {!answered && <Failure replay={replay.data} onRetry={props.onRetry} />}
      <AnswerParts replay={replay.data} capture={capture} />
    </section>
  );
}

function StatusBadge({ status, label }: { status: number; label: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span className="text-sm text-muted">{label}</span>
      <Badge tone={statusBadgeTone(status)}>
        {status} {statusReason(status)}
      </Badge>
    </span>
  );
}

function Headline(props: { replay: Replay; then: number | null; end: ReactNode }) {
  const { replay, then, end } = props;
  return (
    <header className="flex flex-col gap-1">
      <div className="flex flex-wrap items-center gap-2">
        {then !== null && <StatusBadge status={then} label="Then" />}
        {then !== null && <ArrowRight size={14} aria-hidden className="text-faint" />}
        {replay.status === null ? (
          <span className="inline-flex items-center gap-1.5">
            <span className="text-sm text-muted">Now</span>
            <Badge tone="bad">no answer</Badge>
          </span>
        ) : (
          <StatusBadge status={replay.status} label="Now" />
        )}
        {replay.edited && <Badge tone="info">edited</Badge>}
        <span className="ml-auto text-sm text-muted tabular-nums">
          {formatDuration(replay.totalMs)}
          {replay.status !== null && ` · ${formatBytes(replay.responseBytes)}`}
        </span>
        {end}
      </div>
      <p className="wire break-all text-muted">
        {replay.method} {replay.url}
      </p>
      {replay.note !== null && <p className="text-sm text-muted">{replay.note}</p>}
    </header>
  );
}

function Failure({ replay, onRetry }: { replay: Replay; onRetry: (() => void) | undefined }) {
  return (
    <div role="alert" className="flex items-center gap-2 rounded-lg bg-bad-soft px-3 py-2 text-bad">
      <CircleAlert size={16} aria-hidden className="shrink-0" />
      <p className="min-w-0 flex-1 font-medium break-words">
        {replay.error ?? 'No answer.'}
        {replay.errorCode !== null && (
          <span className="ml-2 text-sm font-normal opacity-80">{replay.errorCode}</span>
        )}
      </p>
      {onRetry && (
        <Button size="sm" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}
