import { Send, Square } from 'lucide-react';
import { useState } from 'react';
import type { ReplayJob } from '../../preload/contract/replays.ts';
import type { CaptureId, ReplayId } from '../../preload/contract/shapes.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog, Dialog } from '../ui/dialog.tsx';
import { Checkbox, Field, NumberInput } from '../ui/field.tsx';
import { formatCount, formatPlural } from '../ui/format.ts';
import { JobTable } from './job-table.tsx';
import { ReplayAnswer } from './replay-answer.tsx';
import { FIRST_CHOICE, needsConfirmation, readChoice } from './replay-target.ts';
import { SendProblem } from './send-problem.tsx';
import { TargetFields } from './target-fields.tsx';
import { useReplayJob } from './use-replay-job.ts';

type Asked = 'send' | 'leave' | null;

/** Sends several captures again, oldest first, one at a time. */
export function ManyReplaysDialog(props: { ids: readonly CaptureId[]; onClose: () => void }) {
  const [choice, setChoice] = useState(FIRST_CHOICE);
  const [gapMs, setGapMs] = useState<number | null>(0);
  const [stopOnFailure, setStopOnFailure] = useState(false);
  const [openId, setOpenId] = useState<ReplayId | null>(null);
  const [asked, ask] = useState<Asked>(null);
  const { job, start, cancel } = useReplayJob();

  const { ids } = props;
  const what = formatPlural(ids.length, 'capture');
  const target = readChoice(choice);
  const gapFits = gapMs !== null && Number.isInteger(gapMs) && gapMs >= 0 && gapMs <= 60_000;
  const running = job?.state === 'running';
  const send = (): void => {
    if (target.send === null || !gapFits) return;
    start.mutate({ ids: [...ids], ...target.send, gapMs, stopOnFailure });
  };
  const submit = (): void => {
    if (target.send !== null && needsConfirmation(ids.length, target.send.to)) ask('send');
    else send();
  };
  const close = (): void => (running ? ask('leave') : props.onClose());
  return (
    <Dialog
      open
      onClose={close}
      size="lg"
      title={`Replay ${what}`}
      description="Oldest first, one at a time. The originals stay unchanged."
      footer={
        <>
          <Button onClick={close}>Close</Button>
          {running ? (
            <Button
              icon={<Square size={14} />}
              disabled={cancel.isPending}
              onClick={() => cancel.mutate(job.id)}
            >
              Cancel the rest
            </Button>
          ) : (
            <Button
              variant="primary"
              icon={<Send size={14} />}
              disabled={target.send === null || !gapFits || start.isPending}
              onClick={submit}
            >
              {job === null ? `Replay ${what}` : 'Replay again'}
            </Button>
          )}
        </>
      }
    >
      <div className="flex min-h-0 flex-1 flex-col gap-4 pt-2">
        {!running && (
          <>
            <TargetFields
              choice={choice}
              problems={target.problems}
              onChange={setChoice}
              endpointId={null}
            />
            <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
              <Field
                label="Pause between replays"
                error={gapFits ? null : 'A whole number from 0 to 60,000 ms.'}
              >
                <NumberInput value={gapMs} onValueChange={setGapMs} suffix="ms" className="!w-28" />
              </Field>
              <Checkbox
                className="pb-1.5"
                label="Stop at the first failure"
                checked={stopOnFailure}
                onCheckedChange={setStopOnFailure}
              />
            </div>
          </>
        )}
        {start.error !== null && <SendProblem error={start.error} onResend={send} />}
        {cancel.error !== null && <SendProblem error={cancel.error} onResend={close} />}
        {job !== null && <Progress job={job} />}
        {job !== null && job.results.length > 0 && (
          <JobTable job={job} openId={openId} onOpen={setOpenId} />
        )}
        {openId !== null && <ReplayAnswer key={openId} replayId={openId} />}
      </div>
      <ConfirmDialog
        open={asked === 'send'}
        onClose={() => ask(null)}
        title={`Send ${what}?`}
        confirmLabel={`Send ${formatCount(ids.length)}`}
        onConfirm={send}
      >
        They go to {choice.kind === 'intake' ? 'the intake again' : choice.url.trim()}, one after
        the other.
      </ConfirmDialog>
      <ConfirmDialog
        open={asked === 'leave'}
        onClose={() => ask(null)}
        title="Stop sending?"
        confirmLabel="Stop and close"
        onConfirm={async () => {
          if (job !== null) await cancel.mutateAsync(job.id).catch(() => undefined);
          props.onClose();
        }}
      >
        {job !== null && formatPlural(job.total - job.done, 'capture')} are not sent yet.
      </ConfirmDialog>
    </Dialog>
  );
}

function Progress({ job }: { job: ReplayJob }) {
  const state = { running: 'Sending', finished: 'Finished', canceled: 'Stopped' }[job.state];
  return (
    <div className="flex flex-col gap-1">
      <progress
        aria-label="Replays sent"
        max={job.total}
        value={job.done}
        className="h-1.5 w-full appearance-none overflow-hidden rounded-full bg-pressed [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-pressed [&::-webkit-progress-value]:bg-accent"
      />
      <output className="text-sm text-muted">
        {state}: {formatCount(job.done)} of {formatCount(job.total)}, {formatCount(job.answered)}{' '}
        answered
        {job.failed > 0 && <span className="text-bad">, {formatCount(job.failed)} failed</span>}
      </output>
    </div>
  );
}
