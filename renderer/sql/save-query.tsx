import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { KeptQuery } from '../../preload/contract/integrations/sql.ts';
import { api, query } from '../api/client.ts';
import { Field, TextInput } from '../ui/field.tsx';
import { FormDialog } from '../ui/form/form-dialog.tsx';
import { readProblem } from '../ui/read-problem.ts';

/** Gives a query a name under which it stays. */
export function SaveQuery(props: {
  sql: string;
  onSaved: (kept: KeptQuery) => void;
  onClose: () => void;
}) {
  const cache = useQueryClient();
  const [name, setName] = useState('');
  const save = useMutation({
    mutationFn: () => api.sql.saveQuery({ name, sql: props.sql }),
    onSuccess: async (kept) => {
      props.onSaved(kept);
      await cache.invalidateQueries({ queryKey: query.sql.queries.key() });
      props.onClose();
    },
  });
  return (
    <FormDialog
      title="Save this query"
      action="Save"
      blocked={name.trim() === '' || save.isPending}
      error={null}
      onSubmit={() => save.mutate()}
      onClose={props.onClose}
    >
      <Field label="Name" error={save.error === null ? undefined : readProblem(save.error).message}>
        <TextInput value={name} onValueChange={setName} maxLength={100} />
      </Field>
    </FormDialog>
  );
}
