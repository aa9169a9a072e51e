import { useState } from 'react';
import type { SuiteRun } from '../../preload/contract/interchange/suites.ts';
import { api } from '../api/client.ts';
import { navigate } from '../navigation/route.ts';
import { Field, TextInput } from '../ui/field.tsx';
import { FormDialog } from '../ui/form/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { useSuiteChange } from './use-suite-change.ts';

/** Keeps the answers of a run under a name. */
export function SaveDialog({ run, onClose }: { run: SuiteRun; onClose: () => void }) {
  const [name, setName] = useState('');
  const save = useSuiteChange(() => api.suites.save({ name: name.trim(), runId: run.id }), {
    done(suite) {
      onClose();
      toast({ title: `Saved “${suite.name}”` });
      navigate({ page: 'suites', id: null, n: null });
    },
  });
  return (
    <FormDialog
      title="Save as a suite"
      action="Save"
      blocked={name.trim() === '' || save.isPending}
      error={save.error}
      onSubmit={() => save.mutate(undefined)}
      onClose={onClose}
    >
      <p className="text-muted">
        What was answered rightly is expected from now on. What was wrong stays wrong until it is
        fixed. The suite keeps its own copy of the captures.
      </p>
      <Field label="Name">
        <TextInput value={name} maxLength={100} onValueChange={setName} />
      </Field>
    </FormDialog>
  );
}
