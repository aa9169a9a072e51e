import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import type { SenderSettings } from '../../preload/contract/signatures.ts';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { api, query } from '../api/client.ts';
import { Field, Switch, TextInput } from '../ui/field.tsx';
import { SavedLine, type Standing } from '../ui/form/saved-line.tsx';
import { useEdited } from '../ui/form/use-edited.ts';
import { Problem } from '../ui/problem.tsx';
import { readProblem, type ReadProblem } from '../ui/read-problem.ts';
import { Spinner } from '../ui/spinner.tsx';
import { CustomPreview } from './custom/custom-preview.tsx';
import { CustomFields, FIRST_CUSTOM } from './custom/custom-fields.tsx';
import { ProviderSelect } from './provider-select.tsx';
import { SampleButton } from './sample-button.tsx';
import { SecretsSection } from './secrets-section.tsx';
import { useProviders } from './use-senders.ts';
import { isKeyOf } from '../keys/keymap.ts';

interface PanelProps {
  endpoint: { id: EndpointId; name: string };
}

/** Who sends to an endpoint, with which secrets, and what happens to what does not verify. */
export function SenderPanel({ endpoint }: PanelProps) {
  const input = { endpointId: endpoint.id };
  const saved = useQuery(query.signatures.settings.queryOptions({ input, staleTime: 0 }));
  if (saved.data !== undefined) return <Loaded endpoint={endpoint} saved={saved.data} />;
  return saved.error === null ? <Spinner label="Loading" /> : <Problem error={saved.error} />;
}

/** Settings as one edits them: saved when a field is left, or at once where nothing is typed. */
function useSettings(endpointId: EndpointId, saved: SenderSettings) {
  const cache = useQueryClient();
  const [draft, setDraft] = useEdited(saved);
  const [last, setLast] = useState<{ at: number; before: SenderSettings } | null>(null);
  const save = useMutation({
    mutationFn: ({ next }: { next: SenderSettings; before: SenderSettings | null }) =>
      api.signatures.saveSettings({ endpointId, ...next }),
    onSuccess: async (_, { before }) => {
      setLast(before === null ? null : { at: Date.now(), before });
      await Promise.all([
        cache.invalidateQueries({ queryKey: query.signatures.key() }),
        cache.invalidateQueries({ queryKey: query.endpoints.facts.key() }),
      ]);
    },
  });
  const isChanged = JSON.stringify(draft) !== JSON.stringify(saved);
  const saveNow = (next = draft): void => {
    if (JSON.stringify(next) !== JSON.stringify(saved)) save.mutate({ next, before: saved });
  };
  const atEnd = useEffectEvent(() => {
    if (isChanged && save.error === null) saveNow();
  });
  useEffect(() => () => atEnd(), []);
  const fault = save.error === null ? null : readProblem(save.error);
  return {
    draft,
    fault,
    standing: standingOf(),
    change(part: Partial<SenderSettings>, when: 'now' | 'when-left' = 'when-left') {
      save.reset();
      const next = { ...draft, ...part };
      setDraft(next);
      if (when === 'now') saveNow(next);
    },
    saveNow,
    undo() {
      if (last === null) return;
      setDraft(last.before);
      save.mutate({ next: last.before, before: null });
    },
  };

  function standingOf(): Standing {
    if (fault !== null) return { kind: 'not-saved', why: fault.message };
    if (save.isPending) return { kind: 'saving' };
    if (isChanged) return { kind: 'changed' };
    return last === null ? { kind: 'as-saved' } : { kind: 'saved', at: last.at };
  }
}

function Loaded({ endpoint, saved }: PanelProps & { saved: SenderSettings }) {
  const { draft, fault, standing, change, saveNow, undo } = useSettings(endpoint.id, saved);
  const providers = useProviders();
  const provider = providers.find(({ id }) => id === draft.provider) ?? null;
  const choose = (value: string): void =>
    change(
      {
        provider: value === '' ? null : value,
        custom: value === 'custom' ? (draft.custom ?? FIRST_CUSTOM) : draft.custom,
        // Only a known sender can be told from others.
        ...(value === '' && { refuse: false }),
      },
      'now',
    );
  return (
    // It is its fields that are left.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className="@container flex flex-col gap-5"
      onBlur={() => saveNow()}
      onKeyDown={(event) => {
        if (!isKeyOf(event, 'save')) return;
        event.preventDefault();
        saveNow();
      }}
    >
      <Field
        label="Provider"
        error={fault?.field === 'provider' ? fault.message : null}
        help={provider === null ? undefined : `Its proof: ${provider.signedIn.join('; ')}`}
      >
        <ProviderSelect value={draft.provider ?? ''} onValueChange={choose} />
      </Field>
      {draft.provider === 'custom' && (
        <div className="grid gap-4 @min-[44rem]:grid-cols-2">
          <CustomFields
            scheme={draft.custom ?? FIRST_CUSTOM}
            fault={fault}
            onChange={(custom) => change({ custom })}
          />
          <CustomPreview endpointId={endpoint.id} scheme={draft.custom ?? FIRST_CUSTOM} />
        </div>
      )}
      <Rules
        draft={draft}
        fault={fault}
        onChange={change}
        asksFirst={provider?.asksFirst === true}
      />
      {provider?.asksWithToken === true && (
        <Field label="Verify token" help="The text you entered at the provider for this URL.">
          <TextInput
            mono
            value={draft.verifyToken ?? ''}
            onValueChange={(text) => change({ verifyToken: text === '' ? null : text })}
          />
        </Field>
      )}
      <div className="-mx-4">
        <SavedLine standing={standing} onUndo={undo} />
      </div>
      <SecretsSection endpointId={endpoint.id} provider={provider} />
      <SampleButton endpointId={endpoint.id} provider={draft.provider} />
    </div>
  );
}

function Rules(props: {
  draft: SenderSettings;
  fault: ReadProblem | null;
  asksFirst: boolean;
  onChange: (part: Partial<SenderSettings>, when?: 'now') => void;
}) {
  const { draft, fault, onChange } = props;
  return (
    <>
      <Switch
        label="Refuse unverified requests"
        help={
          draft.provider === null
            ? 'Choose the provider first: headers alone prove nothing.'
            : 'They get 401. They are still captured.'
        }
        checked={draft.refuse}
        disabled={draft.provider === null}
        onCheckedChange={(refuse) => onChange({ refuse }, 'now')}
      />
      {props.asksFirst && (
        <Switch
          label="Answer setup challenges"
          help="Requests that the provider sends to check the URL before it sends events."
          checked={draft.handshakes}
          onCheckedChange={(handshakes) => onChange({ handshakes }, 'now')}
        />
      )}
      <Field
        label="URL at the provider"
        help="Only if the provider signs the URL and it is not the tunnel’s."
        error={fault?.field === 'publicUrl' ? fault.message : null}
      >
        <TextInput
          mono
          value={draft.publicUrl ?? ''}
          onValueChange={(text) => onChange({ publicUrl: text === '' ? null : text })}
          placeholder="https://hooks.example.com/orders"
        />
      </Field>
    </>
  );
}
