import type { ReactNode } from 'react';
import type { CaptureDetail } from '../../../../../preload/contract/captures.ts';
import type { SenderReport } from '../../../../../preload/contract/signatures.ts';
import { TextInput } from '../../../../ui/field.tsx';
import { KeepButtons } from './keep-buttons.tsx';
import { labelFor } from '../../../../senders/secret-words.ts';
import { TrialWords } from '../../../../senders/trial-words.tsx';
import { useKeepSecret } from './use-keep-secret.ts';
import { useSecretTrial } from '../../../../senders/use-secret-trial.ts';

/** The field for the right secret in one line, beside what it mends: paste, keep. */
export function SecretInPlace(props: {
  detail: CaptureDetail;
  report: SenderReport;
  /** Stands where the outcome of the trial comes. */
  words: ReactNode;
  /** Beside the field while nothing is typed. */
  others: ReactNode;
}) {
  const { detail, report } = props;
  const { value, setValue, state } = useSecretTrial(detail.id);
  const keep = useKeepSecret(detail, report);
  const take = (everywhere: boolean): void => {
    if (state.kind !== 'fits') return;
    keep.mutate({ value, label: labelFor(value), form: state.form, everywhere });
  };
  return (
    <form
      className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-1"
      onSubmit={(event) => {
        event.preventDefault();
        take(detail.endpointId === null);
      }}
    >
      <span className="min-w-0 flex-1 basis-56">
        {state.kind === 'empty' ? props.words : null}
        <output className="text-sm">
          <TrialWords state={state} />
        </output>
      </span>
      <TextInput
        mono
        aria-label="Secret of the sender"
        placeholder="Paste its secret"
        autoComplete="off"
        spellCheck={false}
        value={value}
        onValueChange={setValue}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || value === '') return;
          // Takes back what was typed before anything is closed.
          event.stopPropagation();
          setValue('');
        }}
        className="h-7! w-40! shrink-0"
      />
      {state.kind === 'fits' && (
        <KeepButtons
          detail={detail}
          report={report}
          disabled={keep.isPending}
          onKeep={take}
          single
        />
      )}
      {state.kind === 'empty' && props.others}
    </form>
  );
}
