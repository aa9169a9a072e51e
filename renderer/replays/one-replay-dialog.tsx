import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Pencil, Send } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { CaptureDetail } from '../../preload/contract/captures.ts';
import type { ReplayOptions } from '../../preload/contract/replays.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { api, query } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog, Dialog } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { anyChange, hasProblems, readDraft, type Draft } from './edit/edit-draft.ts';
import { EditFields } from './edit/edit-fields.tsx';
import { ReplayAnswer } from './replay-answer.tsx';
import { FIRST_CHOICE, readChoice } from './replay-target.ts';
import { SendProblem } from './send-problem.tsx';
import { TargetFields } from './target-fields.tsx';
import { useOriginal } from './edit/use-original.ts';
import { editFor, type SendInput, wasSent } from './edit/edit-for.ts';

/** Sends one capture again, edited or not, and shows what comes back. */
export function OneReplayDialog(props: {
  id: CaptureId;
  edit: boolean;
  signature: ReplayOptions['signature'];
  onClose: () => void;
}) {
  const capture = useQuery(query.captures.get.queryOptions({ input: { id: props.id } }));
  const [editing, setEditing] = useState(props.edit);
  const [choice, setChoice] = useState({ ...FIRST_CHOICE, signature: props.signature });
  const [draft, setDraft] = useState<Draft | null>(null);
  const [leaving, setLeaving] = useState(false);
  const editable = useOriginal(capture.data, editing);
  const send = useSend(props.id);

  const answer = useRef<HTMLDivElement>(null);
  const settled = send.data?.id ?? (send.error === null ? null : 'error');

  // On a small window the answer comes below the form, out of sight.
  useEffect(() => {
    if (settled !== null) answer.current?.scrollIntoView({ block: 'nearest' });
  }, [settled]);

  const shown = draft ?? editable.data?.opened;
  const original = editable.data?.original;
  const read = shown && original && readDraft(shown, original);
  const target = readChoice(choice);
  const blocked = read !== undefined && hasProblems(read.problems);
  const waiting = editing && read === undefined;
  const ready = target.send !== null && !blocked && !waiting && capture.data !== undefined;
  const submit = (): void => {
    if (target.send !== null && ready)
      send.mutate({ ...target.send, edit: editFor(read?.edit, choice) });
  };
  const unsaved =
    read !== undefined && anyChange(read.changed) && !wasSent(send.variables, read.edit);
  const close = (): void => (unsaved ? setLeaving(true) : props.onClose());
  const withAnswer = send.data !== undefined || send.isPending;
  return (
    <Dialog
      open
      onClose={close}
      size={editing ? 'full' : 'lg'}
      title={editing ? 'Edit and replay' : 'Replay'}
      description={capture.data && <Subject capture={capture.data} />}
      footer={
        <>
          {!editing && (
            <Button
              icon={<Pencil size={14} />}
              className="mr-auto"
              onClick={() => setEditing(true)}
            >
              Edit first
            </Button>
          )}
          <Button onClick={close}>Close</Button>
          <Button
            variant="primary"
            icon={<Send size={14} />}
            disabled={!ready || send.isPending}
            onClick={submit}
          >
            {send.data === undefined ? 'Send' : 'Send again'}
          </Button>
        </>
      }
    >
      <div
        className={
          editing
            ? 'grid gap-6 pt-2 lg:min-h-0 lg:flex-1 lg:grid-cols-2'
            : 'flex flex-col gap-4 pt-2'
        }
      >
        <div className="flex min-w-0 flex-col gap-4 lg:min-h-0 lg:overflow-auto lg:px-1 lg:pb-1">
          {capture.error !== null && (
            <Problem error={capture.error} onRetry={() => void capture.refetch()} />
          )}
          <TargetFields
            choice={choice}
            problems={target.problems}
            onChange={setChoice}
            endpointId={capture.data?.endpointId ?? null}
            surplusBytes={capture.data?.surplus?.keptBytes ?? 0}
          />
          {editing && editable.error !== null && (
            <Problem error={editable.error} onRetry={() => void editable.refetch()} />
          )}
          {editing && editable.isFetching && <Spinner label="Loading the capture" />}
          {editing && original && shown && read && (
            <EditFields
              original={original}
              draft={shown}
              read={read}
              onChange={setDraft}
              withPath={choice.kind === 'intake'}
            />
          )}
        </div>
        <div
          className="flex min-w-0 scroll-mt-2 flex-col gap-3 lg:min-h-0 lg:overflow-auto lg:px-1 lg:pb-1"
          aria-live="polite"
          ref={answer}
        >
          {editing && !withAnswer && send.error === null && (
            <p className="hidden rounded-lg border border-dashed border-line-strong/60 px-4 py-8 text-center text-muted lg:block">
              Answer: send to see it.
            </p>
          )}
          {send.isPending && <Spinner label="Waiting for the answer" />}
          {send.error !== null && <SendProblem error={send.error} onResend={submit} />}
          {send.data !== undefined && !send.isPending && (
            <ReplayAnswer
              key={send.data.id}
              replayId={send.data.id}
              capture={capture.data}
              onRetry={submit}
            />
          )}
        </div>
      </div>
      <ConfirmDialog
        open={leaving}
        onClose={() => setLeaving(false)}
        title="Discard the edits?"
        confirmLabel="Discard"
        danger
        onConfirm={props.onClose}
      >
        You have not sent these changes. The original stays unchanged.
      </ConfirmDialog>
    </Dialog>
  );
}

function Subject({ capture }: { capture: CaptureDetail }) {
  return (
    <span className="wire break-all">
      {capture.method} {capture.target}
    </span>
  );
}

function useSend(id: CaptureId) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (input: SendInput) => api.replays.send({ ...input, id }),
    onSuccess: (replay) => {
      cache.setQueryData(query.replays.get.queryKey({ input: { id: replay.id } }), replay);
      void cache.invalidateQueries({ queryKey: query.replays.ofCapture.key() });
      void cache.invalidateQueries({ queryKey: query.replays.targets.key() });
      void cache.invalidateQueries({ queryKey: query.captures.get.key({ input: { id } }) });
    },
  });
}
