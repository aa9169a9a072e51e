import { useState } from 'react';
import type { TunnelConfig, TunnelState } from '../../preload/contract/tunnel.ts';
import { readProblem } from '../api/problem.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { formatSecond, formatDuration } from '../ui/format.ts';
import { useEdited } from '../ui/form/use-edited.ts';
import { Problem } from '../ui/problem.tsx';
import { ModeChoice } from './mode-choice.tsx';
import { useNow } from '../ui/platform/use-now.ts';
import {
  checkConfig,
  nextTryText,
  phaseLabel,
  phaseTone,
  type ConfigMistakes,
} from './tunnel-words.ts';
import { useDismissNotice, useSaveTunnel } from './use-tunnel.ts';

/**
 * How the tunnel stands and how it is set up.
 *
 * @param props.onCancel left out: there is nothing to close, and so no Cancel.
 */
export function TunnelForm(props: {
  state: TunnelState;
  onDone: () => void;
  onCancel?: (() => void) | undefined;
}) {
  const { state, onDone, onCancel } = props;
  const [draft, setDraft] = useEdited(state.config);
  const [tried, setTried] = useState(false);
  const save = useSaveTunnel();
  const mistakes = checkConfig(draft);
  const wrong = Object.keys(mistakes).length > 0;
  const change = (part: Partial<TunnelConfig>): void => setDraft({ ...draft, ...part });
  return (
    <form
      className="flex flex-col gap-4 pt-2"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!wrong) save.mutate(draft, { onSuccess: onDone });
      }}
    >
      <Standing state={state} />
      <ModeChoice mode={draft.mode} onChange={(mode) => change({ mode })} />
      <ModeFields
        draft={draft}
        change={change}
        mistakes={tried ? withServer(mistakes, save.error) : {}}
      />
      {save.error !== null && readProblem(save.error).field === undefined && (
        <Problem error={save.error} />
      )}
      <div className="flex justify-end gap-2">
        {onCancel !== undefined && <Button onClick={onCancel}>Cancel</Button>}
        <Button type="submit" variant="primary" disabled={save.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}

/** Adds what the engine found wrong to what was found here. */
function withServer(mistakes: ConfigMistakes, error: unknown): ConfigMistakes {
  if (error === null || error === undefined) return mistakes;
  const { field, message } = readProblem(error);
  return field === undefined ? mistakes : { [field]: message, ...mistakes };
}

function ModeFields(props: {
  draft: TunnelConfig;
  change: (part: Partial<TunnelConfig>) => void;
  mistakes: ConfigMistakes;
}) {
  const { draft, change, mistakes } = props;
  if (draft.mode === 'off') return null;
  if (draft.mode === 'url') {
    return (
      <Field
        label="Public URL"
        error={mistakes.url}
        help="Your tunnel or proxy must point to the intake. Backstitch checks that it does."
      >
        <TextInput mono value={draft.url} onValueChange={(url) => change({ url })} />
      </Field>
    );
  }
  return (
    <>
      <Field label="Relay" error={mistakes.host}>
        <TextInput mono value={draft.host} onValueChange={(host) => change({ host })} />
      </Field>
      <Field
        label="Subdomain"
        error={mistakes.subdomain}
        help="Empty: the relay picks one. If your name is taken, Backstitch tells you."
      >
        <TextInput
          mono
          value={draft.subdomain}
          onValueChange={(subdomain) => change({ subdomain })}
        />
      </Field>
    </>
  );
}

function Standing({ state }: { state: TunnelState }) {
  const dismiss = useDismissNotice();
  const now = useNow(state.nextTryAt !== null);
  const next = nextTryText(state, now);
  const probe = state.lastProbe;
  return (
    <div className="flex flex-col gap-2 rounded-lg border border-line bg-canvas p-3">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={phaseTone(state.phase)}>{phaseLabel(state.phase)}</Badge>
        {state.publicUrl !== null && <code className="wire select-all">{state.publicUrl}</code>}
        <span className="text-sm text-muted">since {formatSecond(state.since)}</span>
      </p>
      {state.reason !== null && <p className="break-words">{state.reason}</p>}
      {next !== null && <p className="text-sm text-muted tabular-nums">{next}</p>}
      {probe !== null && (
        <p className="text-sm text-muted tabular-nums">
          Last probe at {formatSecond(probe.at)}: {probe.ok ? 'succeeded' : 'failed'}
          {probe.roundTripMs !== null && ` in ${formatDuration(probe.roundTripMs)}`}
        </p>
      )}
      {state.notice !== null && (
        <div className="flex items-start gap-2 rounded-md bg-warn-soft px-2 py-1.5 text-warn">
          <p className="min-w-0 flex-1 break-words">{state.notice}</p>
          <Button size="sm" disabled={dismiss.isPending} onClick={() => dismiss.mutate()}>
            Dismiss
          </Button>
        </div>
      )}
    </div>
  );
}
