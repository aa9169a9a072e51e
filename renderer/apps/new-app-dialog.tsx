import { useState } from 'react';
import { Field, TextInput } from '../ui/field.tsx';
import { FormDialog } from '../ui/form/form-dialog.tsx';
import { readProblem } from '../ui/read-problem.ts';
import { useCreateApp } from '../app-model/use-apps.ts';

/** Starts an empty app. */
export function NewAppDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const create = useCreateApp();
  const submit = (): void => create.mutate(name.trim(), { onSuccess: onClose });
  return (
    <FormDialog
      title="New app"
      action="Create"
      blocked={name.trim() === '' || create.isPending}
      error={null}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field
        label="Name"
        help="Letters, digits, hyphens. Its client app id, used in every URL, is the name and five letters."
        error={create.error === null ? undefined : readProblem(create.error).message}
      >
        <TextInput value={name} onValueChange={setName} maxLength={64} />
      </Field>
    </FormDialog>
  );
}
