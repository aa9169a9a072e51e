import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, query } from '../api/client.ts';
import { Field, TextInput } from '../ui/field.tsx';
import { FormDialog } from '../ui/form/form-dialog.tsx';
import { readProblem } from '../ui/read-problem.ts';

/** Gives a query a name under which it stays. */
export function SaveQuery({ sql, onClose }: { sql: string; onClose: () => void }) {
  const cache = useQueryClient();
  const [name, setName] = useState('');
  const save = useMutation({
    mutationFn: () => api.sql.saveQuery({ name, sql }),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: query.sql.queries.key() });
      onClose();
    },
  });
  return (
    <FormDialog
      title="Save this query"
      action="Save"
      blocked={name.trim() === '' || save.isPending}
      error={null}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <Field label="Name" error={save.error === null ? undefined : readProblem(save.error).message}>
        <TextInput value={name} onValueChange={setName} maxLength={100} />
      </Field>
    </FormDialog>
  );
}
