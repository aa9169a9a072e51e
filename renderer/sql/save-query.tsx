import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, query } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, TextInput } from '../ui/field.tsx';
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
    <Dialog
      open
      onClose={onClose}
      title="Save this query"
      size="sm"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={name.trim() === '' || save.isPending}
            onClick={() => save.mutate()}
          >
            Save
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') save.mutate();
        }}
      >
        <Field
          label="Name"
          error={save.error === null ? undefined : readProblem(save.error).message}
        >
          <TextInput value={name} onValueChange={setName} maxLength={100} />
        </Field>
      </form>
    </Dialog>
  );
}
