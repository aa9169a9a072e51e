import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { readProblem } from '../ui/read-problem.ts';
import { useCreateApp } from '../app-model/use-apps.ts';

/** Starts an empty app. */
export function NewAppDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const create = useCreateApp();
  const submit = (): void => create.mutate(name.trim(), { onSuccess: onClose });
  return (
    <Dialog
      open
      onClose={onClose}
      title="New app"
      size="sm"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={name.trim() === '' || create.isPending}
            onClick={submit}
          >
            Create
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') submit();
        }}
      >
        <Field
          label="Name"
          help="Letters, digits, hyphens. Its client app id is the name and five letters; it stands in every URL of the app."
          error={create.error === null ? undefined : readProblem(create.error).message}
        >
          <TextInput value={name} onValueChange={setName} maxLength={64} />
        </Field>
      </form>
    </Dialog>
  );
}
