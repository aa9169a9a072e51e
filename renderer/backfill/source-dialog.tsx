import { useState } from 'react';
import type {
  BackfillField,
  BackfillProviderId,
  BackfillProviders,
  BackfillSource,
} from '../../preload/contract/backfill.ts';
import { api } from '../api/client.ts';
import { Field, Select, TextInput } from '../ui/field.tsx';
import { FormDialog } from '../ui/form/form-dialog.tsx';
import { readProblem } from '../ui/read-problem.ts';
import { toast } from '../ui/toast.tsx';
import { useBackfillChange } from './use-backfill-change.ts';

/** Adds an account at a provider, or changes one. Its token is written and never shown again. */
export function SourceDialog(props: {
  source: BackfillSource | null;
  /** Which is chosen first for a new one. */
  provider?: BackfillProviderId | undefined;
  known: BackfillProviders;
  onClose: () => void;
  /** Left out: it closes. */
  onSaved?: () => void;
}) {
  const { source, known, onClose, onSaved = onClose } = props;
  const [provider, setProvider] = useState<BackfillProviderId>(
    source?.provider ?? props.provider ?? 'github',
  );
  const [name, setName] = useState(source?.name ?? '');
  const [path, setPath] = useState(source?.path ?? '');
  const [token, setToken] = useState('');
  const [settings, setSettings] = useState<Record<string, string>>(source?.settings ?? {});
  const info = known.providers.find(({ id }) => id === provider);
  const save = useBackfillChange(
    () => {
      const input = { provider, name, path, settings, ...(token.trim() !== '' && { token }) };
      return source === null
        ? api.backfill.createSource(input)
        : api.backfill.updateSource({ ...input, id: source.id });
    },
    {
      done(kept) {
        toast({ title: `Saved ${kept.name}`, tone: 'good' });
        onSaved();
      },
    },
  );
  const fault = save.error === null ? null : readProblem(save.error);
  const at = (field: string): string | null =>
    fault?.field === field ? [fault.message, fault.hint].filter(Boolean).join(' ') : null;
  const fields = [
    'token',
    'path',
    'name',
    ...(info?.fields ?? []).map((one) => `settings.${one.name}`),
  ];
  // For the few who have another one: last.
  const base = info?.fields.find((field) => field.name === 'base');
  const saidAtField = fault?.field !== undefined && fields.includes(fault.field);
  if (info === undefined) return null;
  const account = {
    provider,
    settings,
    onChange: (field: string, value: string) => setSettings({ ...settings, [field]: value }),
    errorAt: at,
  };
  return (
    <FormDialog
      title={source === null ? 'Add an account' : `Change ${source.name}`}
      action={source === null ? 'Add' : 'Save'}
      blocked={save.isPending || (source === null && token.trim() === '')}
      error={saidAtField ? null : save.error}
      onSubmit={() => save.mutate(undefined)}
      onClose={onClose}
    >
      <Field label="Provider" help={source === null ? <Others known={known} /> : undefined}>
        <Select
          value={provider}
          disabled={source !== null}
          onValueChange={setProvider}
          options={known.providers.map(({ id, label }) => ({ value: id, label }))}
        />
      </Field>
      <AccountFields {...account} fields={info.fields.filter((field) => field !== base)} />
      <Field
        label="Token"
        help={
          source !== null && source.last4 !== ''
            ? `Ends with ${source.last4}. Leave it empty to keep it. ${info.token}`
            : info.token
        }
        error={at('token')}
      >
        <TextInput type="password" value={token} onValueChange={setToken} mono />
      </Field>
      <Field
        label="Path (optional)"
        help={`Where its webhooks arrive here. Empty: that of its newest capture, or /${provider}.`}
        error={at('path')}
      >
        <TextInput value={path} onValueChange={setPath} placeholder={`/${provider}`} mono />
      </Field>
      <Field label="Name (optional)" error={at('name')}>
        <TextInput value={name} onValueChange={setName} placeholder={info.label} />
      </Field>
      {base !== undefined && <AccountFields {...account} fields={[base]} />}
    </FormDialog>
  );
}

function AccountFields(props: {
  provider: BackfillProviderId;
  fields: readonly BackfillField[];
  settings: Readonly<Record<string, string>>;
  onChange: (field: string, value: string) => void;
  errorAt: (field: string) => string | null;
}) {
  return props.fields.map(({ name, label, placeholder, required, help }) => (
    <Field
      key={`${props.provider} ${name}`}
      label={required || help !== undefined ? label : `${label} (optional)`}
      help={help}
      error={props.errorAt(`settings.${name}`)}
    >
      <TextInput
        value={props.settings[name] ?? ''}
        onValueChange={(value) => props.onChange(name, value)}
        placeholder={placeholder}
        mono
      />
    </Field>
  ));
}

/** Why a provider is not among them, and what to do instead. */
function Others({ known }: { known: BackfillProviders }) {
  return (
    <details>
      <summary className="cursor-pointer">Not listed?</summary>
      <ul className="mt-1 flex flex-col gap-1">
        {known.others.map(({ id, label, says }) => (
          <li key={id}>
            <span className="font-medium">{label}</span>: {says}
          </li>
        ))}
      </ul>
    </details>
  );
}
