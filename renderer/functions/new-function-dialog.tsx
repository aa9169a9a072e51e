import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AppSummary } from '../../preload/contract/apps.ts';
import { api, query } from '../api/client.ts';
import { navigate, placeNow } from '../navigation/route.ts';
import { Field, TextInput } from '../ui/field.tsx';
import { FormDialog } from '../ui/form/form-dialog.tsx';
import { emptyFunction, nameProblem } from './function-draft.ts';

/** Asks for a name, and opens the function of that name. */
export function NewFunctionDialog(props: {
  app: AppSummary;
  taken: readonly string[];
  onClose: () => void;
}) {
  const { app, taken, onClose } = props;
  const [name, setName] = useState('');
  const cache = useQueryClient();
  const create = useMutation({
    mutationFn: () =>
      api.functions.save({
        appId: app.id,
        function: emptyFunction(name),
        oldName: '',
        revision: null,
      }),
    onMutate: placeNow,
    onSuccess: async (_made, _input, isStillThere) => {
      await cache.invalidateQueries({ queryKey: query.functions.list.key() });
      if (!isStillThere()) return;
      onClose();
      navigate({ page: 'apps', appId: app.id, part: 'functions', item: name });
    },
  });
  const problem = nameProblem(name, taken);
  const blocked = problem !== undefined || create.isPending;
  return (
    <FormDialog
      title="Add a function"
      action="Add"
      blocked={blocked}
      error={create.error}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <Field
        label="Name"
        help="Use / for folders: orders/price."
        // Nothing is wrong with a name that nobody has begun to write.
        error={name === '' ? undefined : problem}
      >
        <TextInput mono value={name} onValueChange={setName} />
      </Field>
    </FormDialog>
  );
}
