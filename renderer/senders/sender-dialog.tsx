import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SenderSettings } from '../../preload/contract/signatures.ts';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { api, query } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, Select, Switch, TextInput } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { readProblem, type ReadProblem } from '../ui/read-problem.ts';
import { Spinner } from '../ui/spinner.tsx';
import { CustomPreview } from './custom-preview.tsx';
import { CustomFields, FIRST_CUSTOM } from './custom-fields.tsx';
import { SampleButton } from './sample-button.tsx';
import { SecretsSection } from './secrets-section.tsx';
import { useProviders, useSenderChange } from './use-senders.ts';

interface DialogProps {
  endpoint: { id: EndpointId; name: string };
  onClose: () => void;
}

/** Who sends to an endpoint, with which secrets, and what happens to what does not verify. */
export function SenderDialog({ endpoint, onClose }: DialogProps) {
  const input = { endpointId: endpoint.id };
  const saved = useQuery(query.signatures.settings.queryOptions({ input, staleTime: 0 }));
  if (saved.data === undefined) {
    return (
      <Dialog open onClose={onClose} title={`Sender of ${endpoint.name}`}>
        {saved.error === null ? <Spinner label="Loading" /> : <Problem error={saved.error} />}
      </Dialog>
    );
  }
  return <Loaded endpoint={endpoint} saved={saved.data} onClose={onClose} />;
}

function Loaded({ endpoint, saved, onClose }: DialogProps & { saved: SenderSettings }) {
  const [draft, setDraft] = useState(saved);
  const providers = useProviders();
  const save = useSenderChange(api.signatures.saveSettings, { done: 'Saved', failed: 'Not saved' });
  const change = (part: Partial<SenderSettings>): void => {
    save.reset();
    setDraft({ ...draft, ...part });
  };
  const provider = providers.find(({ id }) => id === draft.provider) ?? null;
  const fault = save.error === null ? null : readProblem(save.error);
  const changed = JSON.stringify(draft) !== JSON.stringify(saved);
  const submit = (): void => save.mutate({ endpointId: endpoint.id, ...draft });
  return (
    <Dialog
      open
      onClose={onClose}
      size="lg"
      title={`Sender of ${endpoint.name}`}
      description="Who sends here and how to verify it."
      footer={
        <>
          <SampleButton endpointId={endpoint.id} provider={draft.provider} className="mr-auto" />
          <Button onClick={onClose}>Close</Button>
          <Button variant="primary" disabled={!changed || save.isPending} onClick={submit}>
            Save
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5 pt-2">
        <Field
          label="Provider"
          error={fault?.field === 'provider' ? fault.message : null}
          help={provider === null ? undefined : `Its proof: ${provider.signedIn.join('; ')}`}
        >
          <Select
            value={draft.provider ?? ''}
            onValueChange={(value) =>
              change({
                provider: value === '' ? null : value,
                custom: value === 'custom' ? (draft.custom ?? FIRST_CUSTOM) : draft.custom,
              })
            }
            options={[
              { value: '', label: 'Detect automatically' },
              { value: 'custom', label: 'Custom scheme' },
              ...providers
                .map(({ id, label, confidence }) => ({
                  value: id,
                  label: confidence === 'unconfirmed' ? `${label} (unconfirmed)` : label,
                }))
                .toSorted((a, b) => a.label.localeCompare(b.label)),
            ]}
          />
        </Field>
        {draft.provider === 'custom' && (
          <>
            <CustomFields
              scheme={draft.custom ?? FIRST_CUSTOM}
              fault={fault}
              onChange={(custom) => change({ custom })}
            />
            <CustomPreview endpointId={endpoint.id} scheme={draft.custom ?? FIRST_CUSTOM} />
          </>
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
        <SecretsSection endpointId={endpoint.id} provider={provider} />
      </div>
    </Dialog>
  );
}

function Rules(props: {
  draft: SenderSettings;
  fault: ReadProblem | null;
  asksFirst: boolean;
  onChange: (part: Partial<SenderSettings>) => void;
}) {
  const { draft, fault, onChange } = props;
  return (
    <>
      <Switch
        label="Refuse unverified requests"
        help="They get 401. They are still captured."
        checked={draft.refuse}
        onCheckedChange={(refuse) => onChange({ refuse })}
      />
      {props.asksFirst && (
        <Switch
          label="Answer setup challenges"
          help="Requests that the provider sends to check the URL before it sends events."
          checked={draft.handshakes}
          onCheckedChange={(handshakes) => onChange({ handshakes })}
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
