import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { CaptureDetail } from '../../preload/contract/captures.ts';
import type { ReplayOptions, ReplayTarget } from '../../preload/contract/replay-request.ts';
import type { ReplayId } from '../../preload/contract/shapes.ts';
import { api, query } from '../api/client.ts';
import { useIsWide } from '../ui/platform/use-is-wide.ts';
import { DraftBar } from '../drafts/draft-bar.tsx';
import { readDraftOf } from '../drafts/use-draft.ts';
import { Problem } from '../ui/problem.tsx';
import { sayNot } from '../ui/say-not.ts';
import { Spinner } from '../ui/spinner.tsx';
import { Split } from '../ui/split.tsx';
import { hasProblems, readDraft } from './edit/edit-draft.ts';
import { useOriginal } from './edit/use-original.ts';
import { readChoice } from './replay-target.ts';
import { AnswerPane } from './composer/answer-pane.tsx';
import { ComposerHead } from './composer/composer-head.tsx';
import { copyDraft } from './composer/copy-draft.ts';
import { compositionWords } from './composer/composition-words.ts';
import { isUnsent } from './composer/composition.ts';
import { useComposition } from './composer/use-composition.ts';
import { editFor } from './composer/edit-for.ts';
import { rememberTarget } from './composer/target/last-target.ts';
import { focusBody } from './composer/focus-body.ts';
import { keyOf } from './composer/preview-key.ts';
import { RequestPane } from './composer/request-pane.tsx';
import { needsWord, signatureOf } from './composer/send-plan.ts';
import { SendWarnings, SignatureRow } from './composer/signature-row.tsx';
import type { ComposerSubject } from './composer/subject.ts';
import { INTAKE, readTarget } from './composer/target/target-text.ts';
import { useBodyDrop } from './fresh/use-body-drop.ts';
import { useComposerKeys } from './composer/use-composer-keys.ts';
import { type ToPreview, usePreview } from './composer/use-preview.ts';

/** Below this width the answer stands below the request. */
const BESIDE_FROM_PX = 900;

/** One capture, edited or not, and sent as often as one likes. */
export function Composer(
  props: Omit<Parameters<typeof ComposerPanel>[0], 'subject' | 'editable'> & {
    capture: CaptureDetail;
  },
) {
  const { capture, ...rest } = props;
  const editable = useOriginal(capture, true);
  const subject: ComposerSubject = {
    draftKey: `compose:${capture.id}`,
    captureId: capture.id,
    endpointId: capture.endpointId,
    name: capture.eventType ?? `${capture.method} ${capture.target}`,
    capture,
  };
  return <ComposerPanel {...rest} subject={subject} editable={editable} />;
}

type EditableState = Pick<
  ReturnType<typeof useOriginal>,
  'data' | 'error' | 'isFetching' | 'refetch'
>;

/**
 * A request and its answers in one panel: body first, the answer beside it. What is typed stays when
 * it is closed.
 */
export function ComposerPanel(props: {
  subject: ComposerSubject;
  editable: EditableState;
  /** Whether the body has the focus at first; else the button that sends. */
  edit: boolean;
  /** At first; as the engine proposes where it is left out. */
  signature?: ReplayOptions['signature'] | undefined;
  /** Where to at first; as it was left where it is left out. */
  to?: ReplayTarget | undefined;
  onClose: () => void;
  /** Leads to where the sender's secret is entered; left out where there is no capture to try it on. */
  onEnterSecret?: () => void;
}) {
  const { subject, editable, onClose } = props;
  const { draftKey, capture } = subject;
  const cache = useQueryClient();
  const { kept: handle, composition: kept, change } = useComposition(draftKey);
  const { box, isWide } = useIsWide(BESIDE_FROM_PX);
  const panel = useRef<HTMLElement>(null);
  const [part, showPart] = useState<'answer' | 'tries'>('answer');
  const [shown, show] = useState<ReplayId | null>(null);
  const { signature: wantedSignature, to: wantedTo } = props;
  const applyWanted = useEffectEvent(() => {
    const target = wantedTo && (wantedTo.kind === 'intake' ? INTAKE : wantedTo.url);
    const wanted = {
      ...(wantedSignature !== undefined && { signature: wantedSignature }),
      ...(target !== undefined && { target }),
    };
    if (Object.keys(wanted).length > 0) change(wanted);
  });
  useEffect(() => {
    // After what was kept is known, or it would be met as the text of another window.
    void readDraftOf(draftKey).then(() => applyWanted());
  }, [draftKey, wantedSignature, wantedTo]);

  // Not before it is measured: another width is another tree, and the caret would be lost.
  const isLoaded = editable.data != null && handle.isRead;
  const isOpen = isLoaded && isWide !== null;
  useEffect(() => {
    if (!isOpen || panel.current === null) return;
    // Who has begun to type in a field that was there before keeps the focus.
    if (panel.current.contains(document.activeElement)) return;
    if (props.edit) focusBody(panel.current);
    else panel.current.querySelector<HTMLElement>('[data-send]')?.focus();
  }, [isOpen, props.edit]);

  const draft = kept.draft ?? editable.data?.opened;
  const original = editable.data?.original;
  const read = draft && original && readDraft(draft, original);
  const target = readTarget(kept.target);
  const choice = readChoice({ ...kept.options, kind: 'intake' });
  const isUrl = target.to?.kind === 'url';
  const blocked =
    !isLoaded || read === undefined || hasProblems(read.problems) || choice.send === null;
  const toSend: ToPreview | null =
    blocked || target.to === null || choice.send === null
      ? null
      : {
          captureId: subject.captureId,
          edit: editFor(read?.edit, target.to.kind),
          to: target.to,
          options: { ...choice.send.options, appendPath: isUrl && kept.options.appendPath },
          signature: kept.signature,
        };
  // Everything that decides about a preview is in the composition, which is replaced by a change.
  const preview = usePreview(toSend, toSend === null ? null : keyOf(kept, draft));

  const send = useMutation({
    mutationFn: async (force: boolean) => {
      const settled = await preview.settle();
      if (settled === null || toSend === null || target.to === null) return null;
      // Who has not seen yet that the receiver will refuse it is shown first.
      if (needsWord(kept.signature, settled.preview) && !(force && settled.wasShown)) return null;
      const signature = signatureOf(kept.signature, settled.preview);
      const { captureId, edit = {}, to, options } = toSend;
      const replay = await api.replays.compose({
        draft: { key: draftKey, captureId, edit },
        to,
        options: { ...options, signature },
      });
      if (captureId !== null) rememberTarget(subject.endpointId, to);
      change({ sent: draft ?? null });
      return replay;
    },
    onSuccess: (replay) => {
      if (replay === null) return;
      show(replay.id);
      showPart('answer');
      void cache.invalidateQueries({ queryKey: query.replays.key() });
    },
  });
  const old = preview.preview !== null && needsWord(kept.signature, preview.preview);
  const isAsked = useRef(false);
  const submit = (): void => {
    // The capture is still on its way: it is sent once it is here.
    if (!isLoaded) isAsked.current = true;
    else if (toSend !== null && !send.isPending) send.mutate(old && preview.isCurrent);
  };
  const sendNow = useEffectEvent(submit);
  useEffect(() => {
    if (!isLoaded || !isAsked.current) return;
    isAsked.current = false;
    sendNow();
  }, [isLoaded]);
  const isDropped = useBodyDrop(panel, (body) => {
    if (draft !== undefined) change({ draft: { ...draft, body } });
  });
  useComposerKeys(panel, { onSend: submit, onClose });
  const sendLabel = old ? 'Send with the old signature' : shown === null ? 'Send' : 'Send again';
  const request = isLoaded && original && draft && read && (
    <RequestPane
      original={original}
      draft={draft}
      read={read}
      onDraft={(next) => change({ draft: next })}
      options={kept.options}
      problems={choice.problems}
      onOptions={(options) => change({ options })}
      isUrl={isUrl}
      surplusBytes={capture?.surplus?.keptBytes ?? 0}
      isFromNothing={capture === undefined}
    />
  );
  const answer = (
    <AnswerPane
      subject={subject}
      part={part}
      onPart={showPart}
      shown={shown}
      onShow={(id) => {
        show(id);
        showPart('answer');
      }}
      isSending={send.isPending}
      error={send.error}
      onResend={submit}
    />
  );
  return (
    <article
      ref={panel}
      aria-label="Composer"
      className="relative flex min-h-0 min-w-0 flex-1 flex-col bg-surface"
    >
      {isDropped && (
        <p className="pointer-events-none absolute inset-2 z-20 flex items-center justify-center rounded-lg border-2 border-dashed border-accent bg-surface/90 text-lg font-medium">
          Use the file as the body
        </p>
      )}
      <header className="flex shrink-0 flex-col gap-1.5 border-b border-line px-4 pt-1.5 pb-2">
        {handle.isRead && (
          <ComposerHead
            subject={subject}
            composition={kept}
            keptAt={handle.keptAt}
            onChange={change}
            draft={draft}
            read={read}
            targetProblem={target.problem}
            isUrl={isUrl}
            sendLabel={sendLabel}
            canSend={toSend !== null && !send.isPending}
            onSend={submit}
            onCopy={(way) => {
              if (toSend === null || draft === undefined || original === undefined) return;
              copyDraft(way, { toSend, draft, original, capture }).catch(sayNot('Not copied'));
            }}
            onClose={onClose}
          />
        )}
        {isLoaded && editable.data != null && (
          <DraftBar
            draft={handle}
            words={compositionWords(editable.data.opened)}
            state={isUnsent(kept) ? 'Not sent' : 'Edited'}
          />
        )}
        <SignatureRow
          choice={kept.signature}
          onChange={(signature) => change({ signature })}
          preview={preview.preview}
          error={preview.error}
        />
        <SendWarnings
          choice={kept.signature}
          preview={preview.preview}
          onChange={(signature) => change({ signature })}
          onEnterSecret={props.onEnterSecret}
        />
      </header>
      <div ref={box} className="flex min-h-0 min-w-0 flex-1 flex-col">
        {editable.error !== null && (
          <div className="p-3">
            <Problem error={editable.error} onRetry={() => void editable.refetch()} />
          </div>
        )}
        {editable.isFetching && <Spinner label="Loading the capture" />}
        {request && isWide !== null && (
          <Split
            key={isWide ? 'beside' : 'below'}
            id={isWide ? 'composer-beside' : 'composer-below'}
            label="Request and answer"
            direction={isWide ? 'horizontal' : 'vertical'}
            startSize={60}
            minPx={isWide ? 320 : 120}
            start={request}
            end={answer}
          />
        )}
      </div>
    </article>
  );
}
