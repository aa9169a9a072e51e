import { useState } from 'react';
import type { TunnelConfig, TunnelState } from '../../preload/contract/tunnel.ts';
import { readProblem } from '../api/problem.ts';
import { Button } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { Field, TextInput } from '../ui/field.tsx';
import { useEdited } from '../ui/form/use-edited.ts';
import { Problem } from '../ui/problem.tsx';
import { ModeChoice } from './mode-choice.tsx';
import { CommandFields } from './command-fields.tsx';
import type { Typed } from './secrets.ts';
import { SshFields } from './ssh-fields.tsx';
import { Standing } from './standing.tsx';
import { Terms } from './terms.tsx';
import { checkConfig, inMode, type ConfigMistakes } from './tunnel-config.ts';
import { useSaveWithSecrets } from './use-tunnel-form.ts';
import { WAYS } from '../../preload/rules/tunnel/presets.ts';

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
  const [typed, setTyped] = useState<Typed>({});
  const save = useSaveWithSecrets();
  const mistakes = checkConfig(draft, typed);
  const wrong = Object.keys(mistakes).length > 0;
  const change = (part: Partial<TunnelConfig>): void => setDraft({ ...draft, ...part });
  return (
    <form
      className="flex flex-col gap-4 pt-2"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!wrong) save.mutate({ config: draft, typed }, { onSuccess: onDone });
      }}
    >
      <Standing state={state} />
      <ModeChoice mode={draft.mode} onChange={(mode) => change(inMode(draft, mode))} />
      <ModeFields
        draft={draft}
        change={change}
        typed={typed}
        onType={(part) => setTyped({ ...typed, ...part })}
        mistakes={tried ? withServer(mistakes, save.error) : {}}
      />
      {save.error !== null && readProblem(save.error).field === undefined && (
        <Problem error={save.error} />
      )}
      <div
        className={cx(
          'flex gap-2 py-3',
          onCancel !== undefined && 'sticky bottom-0 justify-end bg-surface',
        )}
      >
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
  const { field, message, hint } = readProblem(error);
  const words = hint === undefined ? message : `${message} ${hint}`;
  return field === undefined ? mistakes : { [field]: words, ...mistakes };
}

function ModeFields(props: {
  draft: TunnelConfig;
  change: (part: Partial<TunnelConfig>) => void;
  typed: Typed;
  onType: (part: Typed) => void;
  mistakes: ConfigMistakes;
}) {
  const { draft, change, mistakes, typed, onType } = props;
  const rest = { typed, onType, mistakes };
  if (draft.mode === 'off') return null;
  if (draft.mode === 'ssh') {
    const { ssh } = draft;
    return (
      <SshFields ssh={ssh} change={(part) => change({ ssh: { ...ssh, ...part } })} {...rest} />
    );
  }
  if (draft.mode === 'command') {
    const { command } = draft;
    return (
      <CommandFields
        command={command}
        change={(part) => change({ command: { ...command, ...part } })}
        {...rest}
      />
    );
  }
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
      <Terms terms={WAYS.localtunnel} />
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
