import { Ellipsis } from 'lucide-react';
import { useId, useState } from 'react';
import type { CaptureDetail } from '../../../../../preload/contract/captures.ts';
import type { SenderReport } from '../../../../../preload/contract/signatures.ts';
import { useSecretRest } from '../../../../api/secret-rest.ts';
import { useProviders } from '../../../../senders/use-senders.ts';
import { IconButton } from '../../../../ui/button.tsx';
import { Field, TextArea, TextInput } from '../../../../ui/field.tsx';
import { Menu } from '../../../../ui/menu.tsx';
import { KeepButtons } from './keep-buttons.tsx';
import { labelFor } from '../../../../senders/secret-words.ts';
import { TrialWords } from '../../../../senders/trial-words.tsx';
import { useKeepSecret } from './use-keep-secret.ts';
import { useSecretTrial } from '../../../../senders/use-secret-trial.ts';

/**
 * A field for the right secret. It is tried on this capture while one types; only one that fits can
 * be kept by a button.
 */
export function SecretRepair({ detail, report }: { detail: CaptureDetail; report: SenderReport }) {
  const { value, setValue, state } = useSecretTrial(detail.id);
  const [ownLabel, setOwnLabel] = useState<string | null>(null);
  const provider = useProviders().find(({ id }) => id === report.provider);
  const labelId = useId();
  const rest = useSecretRest();
  const keep = useKeepSecret(detail, report);
  const label = ownLabel ?? labelFor(value);
  const forms = provider?.keyForms ?? [];
  const take = (everywhere: boolean): void =>
    keep.mutate({
      value,
      label: label.trim(),
      form: state.kind === 'fits' ? state.form : 'typed',
      everywhere,
    });
  const help = [forms.length > 0 ? `Enter the key as ${forms.join(', ')}.` : '', rest];
  const control = {
    value,
    onValueChange: setValue,
    mono: true,
    autoComplete: 'off',
    spellCheck: false,
  };
  return (
    <form
      aria-label="Enter the right secret"
      className="flex flex-col gap-2 rounded-lg border border-line p-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (state.kind === 'fits') take(detail.endpointId === null);
      }}
    >
      <Field
        label={capitalized(provider?.secret ?? 'secret')}
        help={help.filter(Boolean).join(' ')}
      >
        {(aria) =>
          // Keys come in several lines, which a field of one line would join.
          forms.length > 0 ? (
            <TextArea {...aria} {...control} />
          ) : (
            <TextInput {...aria} {...control} />
          )
        }
      </Field>
      <div className="flex min-h-7 flex-wrap items-center gap-2">
        <output className="min-w-0">
          <TrialWords state={state} />
        </output>
        {state.kind === 'fits' && (
          <>
            <label htmlFor={labelId} className="text-sm text-muted">
              Label
            </label>
            <TextInput
              id={labelId}
              value={label}
              onValueChange={setOwnLabel}
              className="h-7! w-32!"
            />
            <KeepButtons detail={detail} report={report} disabled={keep.isPending} onKeep={take} />
          </>
        )}
        {state.kind === 'wrong' && (
          <Menu
            trigger={
              <IconButton size="sm" label="More for this secret" icon={<Ellipsis size={14} />} />
            }
            items={[{ id: 'anyway', label: 'Keep anyway', onSelect: () => take(false) }]}
          />
        )}
      </div>
    </form>
  );
}

const capitalized = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
