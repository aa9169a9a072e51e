import { useQuery } from '@tanstack/react-query';
import type { ReplaySummary } from '../../../preload/contract/replays.ts';
import type { CaptureId, ReplayId } from '../../../preload/contract/shapes.ts';
import { query } from '../../api/client.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { ReplayAnswer } from '../replay-answer.tsx';
import { SendProblem } from '../send-problem.tsx';
import { TryList } from '../tries/try-list.tsx';
import type { ComposerSubject } from './subject.ts';

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
              <p className="text-muted">Send it to see the answer.</p>
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
