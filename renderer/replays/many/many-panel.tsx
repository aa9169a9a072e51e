import { useMutation } from '@tanstack/react-query';
import { Send, Square, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ReplayJob } from '../../../preload/contract/replays.ts';
import type { ReplayOptions } from '../../../preload/contract/replay-request.ts';
import type { CaptureId, ReplayId } from '../../../preload/contract/shapes.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Checkbox, Field, NumberInput, Select } from '../../ui/field.tsx';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { ReplayAnswer } from '../replay-answer.tsx';
import { FIRST_CHOICE, needsConfirmation, readChoice } from '../replay-target.ts';
import { SendProblem } from '../send-problem.tsx';
import { OptionFields } from '../composer/option-fields.tsx';
import { TargetBox } from '../composer/target/target-box.tsx';
import { INTAKE, readTarget } from '../composer/target/target-text.ts';
import { useComposerKeys } from '../composer/use-composer-keys.ts';
import { startAndFollow, stopJob } from './follow-job.ts';
import { JobTable } from './job-table.tsx';
import { useJobNow } from '../job-store.ts';

const ORDERS = [
  { value: 'oldest', label: 'Oldest first' },
  { value: 'newest', label: 'Newest first' },
] as const;

type Order = (typeof ORDERS)[number]['value'];
type Chosen = ReadonlyMap<CaptureId, ReplayOptions['signature']>;

/**
 * Sends several captures again, one at a time, each signed as fits it or as somebody chose. It can be
 * left: what is under way goes on, and stands in the status bar.
 */
export function ManyPanel(props: { ids: readonly CaptureId[]; onClose: () => void }) {
  const { ids, onClose } = props;
  const [to, setTo] = useState(INTAKE);
  const [options, setOptions] = useState(FIRST_CHOICE);
  const [order, setOrder] = useState<Order>('oldest');
  const [gapMs, setGapMs] = useState<number | null>(0);
  const [stopOnFailure, setStopOnFailure] = useState(false);
  const [chosen, choose] = useState<Chosen>(new Map());
  const [openId, setOpenId] = useState<ReplayId | null>(null);
  const [isAsked, ask] = useState(false);
  const now = useJobNow();
  const job = now.ids === ids ? now.job : null;
  const running = job?.state === 'running';
  const elsewhere = now.ids !== ids && now.job?.state === 'running';
  const start = useMutation({ mutationFn: startAndFollow });
  const stop = useMutation({ mutationFn: stopJob });
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.querySelector<HTMLElement>('[data-send]')?.focus(), []);

  // Ids sort by arrival.
  const sorted = ids.toSorted();
  const rows = order === 'oldest' ? sorted : sorted.toReversed();
  const target = readTarget(to);
  const isUrl = target.to?.kind === 'url';
  const choice = readChoice({ ...options, kind: 'intake' });
  const gapFits = gapMs !== null && Number.isInteger(gapMs) && gapMs >= 0 && gapMs <= 60_000;
  const sent =
    target.to === null || choice.send === null || !gapFits
      ? null
      : {
          to: target.to,
          options: { ...choice.send.options, appendPath: isUrl && options.appendPath },
          gapMs,
        };
  const send = (): void => {
    if (sent === null) return;
    ask(false);
    setOpenId(null);
    start.mutate({
      ...sent,
      ids: ids as CaptureId[],
      stopOnFailure,
      order: 'given',
      signing: 'fitting',
      signatures: [...chosen].map(([id, signature]) => ({ id, signature })),
    });
  };
  const submit = (): void => {
    if (sent !== null && needsConfirmation(ids.length, sent.to)) ask(true);
    else send();
  };
  useComposerKeys(panel, { onSend: running ? () => undefined : submit, onClose });
  const what = formatPlural(ids.length, 'capture');
  return (
    <article
      ref={panel}
      aria-label={`Replay ${what}`}
      className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface"
    >
      <header className="flex shrink-0 flex-col gap-2 border-b border-line px-4 pt-1.5 pb-2">
        <div className="flex h-7 items-center gap-2">
          <h2 className="min-w-0 flex-1 truncate font-semibold">Replay {what}</h2>
          <IconButton
            size="sm"
            label={running ? 'Leave; the replays go on' : 'Close'}
            icon={<X size={14} />}
            onClick={onClose}
            className="-mr-1.5"
          />
        </div>
        <div className="flex flex-wrap items-start gap-1.5">
          <TargetBox value={to} problem={target.problem} onChange={setTo} endpointId={null} />
          {running ? (
            <Button
              icon={<Square size={14} />}
              data-send
              disabled={stop.isPending}
              onClick={() => stop.mutate(job.id)}
            >
              Stop
            </Button>
          ) : (
            <Button
              variant="primary"
              icon={<Send size={14} />}
              data-send
              disabled={sent === null || start.isPending || elsewhere}
              onClick={submit}
            >
              {job === null ? `Replay ${formatCount(ids.length)}` : 'Replay again'}
            </Button>
          )}
        </div>
        {isAsked && (
          <div
            role="alert"
            className="flex flex-wrap items-center gap-2 rounded-lg bg-warn-soft px-3 py-2 text-warn"
          >
            <p className="min-w-48 flex-1">
              {what} go to {isUrl ? to.trim() : 'the intake again'}, one after the other.
            </p>
            <Button size="sm" onClick={send}>
              Send {formatCount(ids.length)}
            </Button>
            <Button size="sm" variant="ghost" onClick={() => ask(false)}>
              Cancel
            </Button>
          </div>
        )}
        {elsewhere && <p className="text-sm text-muted">Other replays are being sent.</p>}
        {start.error !== null && <SendProblem error={start.error} onResend={send} />}
        {stop.error !== null && (
          <SendProblem error={stop.error} onResend={() => job !== null && stop.mutate(job.id)} />
        )}
        {job !== null && <Progress job={job} />}
      </header>
      <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-auto p-3">
        {!running && (
          <>
            <div className="flex flex-wrap items-end gap-x-4 gap-y-2">
              <Field label="Order">
                <Select options={ORDERS} value={order} onValueChange={setOrder} className="!w-36" />
              </Field>
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
            <details>
              <summary className="text-sm text-muted">Options of all</summary>
              <div className="pt-2">
                <OptionFields
                  options={options}
                  problems={choice.problems}
                  onChange={setOptions}
                  isUrl={isUrl}
                  surplusBytes={0}
                />
              </div>
            </details>
          </>
        )}
        <JobTable
          ids={rows}
          job={job}
          target={sent}
          chosen={chosen}
          onChoose={(id, signature) => {
            const next = new Map(chosen);
            if (signature === 'auto') next.delete(id);
            else next.set(id, signature);
            choose(next);
          }}
          openId={openId}
          onOpen={setOpenId}
        />
        {openId !== null && <ReplayAnswer key={openId} replayId={openId} />}
      </div>
    </article>
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
