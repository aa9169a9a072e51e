import { useQuery } from '@tanstack/react-query';
import type { ReplaySummary } from '../../../preload/contract/replays.ts';
import type { CaptureId, ReplayId } from '../../../preload/contract/shapes.ts';
import { query } from '../../api/client.ts';
import { Badge } from '../../ui/badge.tsx';
import { cx } from '../../ui/cx.ts';
import { formatClock, formatDuration } from '../../ui/format.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { statusBadgeTone } from '../../wire/tones.ts';
import { ReplayAnswer } from '../replay-answer.tsx';
import { SendProblem } from '../send-problem.tsx';
import type { ComposerSubject } from './subject.ts';

const SIGNED = { keep: 'signature kept', resign: 'signed again', strip: 'signature removed' };

/** The answer of the last try, or of the one that was chosen, and all tries of this capture. */
export function AnswerPane(props: {
  subject: ComposerSubject;
  part: 'answer' | 'tries';
  onPart: (part: 'answer' | 'tries') => void;
  shown: ReplayId | null;
  onShow: (id: ReplayId) => void;
  isSending: boolean;
  error: unknown;
  onResend: () => void;
}) {
  const { subject, part, shown } = props;
  const tries = useTries(subject);
  const count = tries.length;
  return (
    <Tabs
      tabs={[
        { id: 'answer', label: 'Answer' },
        { id: 'tries', label: 'Tries', ...(count > 0 && { count }) },
      ]}
      value={part}
      onChange={props.onPart}
      label="Answer and tries"
    >
      <div className="min-h-0 flex-1 overflow-auto p-3" aria-live="polite">
        {part === 'tries' ? (
          <TryList tries={tries} shown={shown} onShow={props.onShow} />
        ) : (
          <div className="flex flex-col gap-3">
            {props.isSending && <Spinner label="Sending" />}
            {props.error !== null && <SendProblem error={props.error} onResend={props.onResend} />}
            {shown !== null && !props.isSending && (
              <ReplayAnswer
                key={shown}
                replayId={shown}
                {...(subject.capture && { capture: subject.capture })}
                onRetry={props.onResend}
              />
            )}
            {shown === null && !props.isSending && props.error === null && (
              <p className="text-muted">Answer: send to see it.</p>
            )}
          </div>
        )}
      </div>
    </Tabs>
  );
}

/** Everything that was sent of it, newest first. */
function useTries({ captureId, draftKey }: ComposerSubject): readonly ReplaySummary[] {
  const ofCapture = useQuery({
    ...query.replays.ofCapture.queryOptions({ input: { id: captureId ?? ('' as CaptureId) } }),
    enabled: captureId !== null,
  });
  const ofDraft = useQuery({
    ...query.replays.tries.queryOptions({ input: { draftKey, limit: 200 } }),
    enabled: captureId === null,
  });
  return (captureId === null ? ofDraft.data?.items : ofCapture.data) ?? [];
}

function TryList(props: {
  tries: readonly ReplaySummary[];
  shown: ReplayId | null;
  onShow: (id: ReplayId) => void;
}) {
  if (props.tries.length === 0) return <p className="text-muted">Not sent yet.</p>;
  return (
    <ol aria-label="Tries" className="-mx-3 -my-1">
      {props.tries.map((one) => (
        <li key={one.id}>
          <button
            type="button"
            aria-pressed={one.id === props.shown}
            onClick={() => props.onShow(one.id)}
            className={cx(
              'flex w-full flex-wrap items-center gap-x-2 border-b border-line px-3 py-1.5 text-left outline-offset-[-2px]',
              one.id === props.shown ? 'bg-selected' : 'hover:bg-hover',
            )}
          >
            <span className="font-medium tabular-nums">#{one.number}</span>
            <Badge tone={one.status === null ? 'bad' : statusBadgeTone(one.status)}>
              {one.status ?? one.outcome}
            </Badge>
            {one.edited && <Badge tone="info">edited</Badge>}
            <span className="wire min-w-0 flex-1 truncate text-muted">{one.url}</span>
            {one.signature !== null && (
              <span className="text-sm text-muted">{SIGNED[one.signature]}</span>
            )}
            <span className="text-sm text-muted tabular-nums">{formatDuration(one.totalMs)}</span>
            <span className="text-sm text-muted tabular-nums">{formatClock(one.startedAt)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
