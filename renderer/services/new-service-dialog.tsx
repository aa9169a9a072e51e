import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AppId } from '../../preload/contract/app-model.ts';
import { api, query } from '../api/client.ts';
import { navigate, placeNow } from '../navigation/route.ts';
import { Field, Select, TextInput } from '../ui/field.tsx';
import { FormDialog } from '../ui/form/form-dialog.tsx';
import { SERVICE_KINDS } from '../app-model/service-kinds.ts';

const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** Adds a service; its own page asks for the rest. */
export function NewServiceDialog(props: {
  appId: AppId;
  taken: readonly string[];
  onClose: () => void;
}) {
  const { appId, taken, onClose } = props;
  const [type, setType] = useState(SERVICE_KINDS[0]?.type ?? 'http');
  const [name, setName] = useState('');
  const cache = useQueryClient();
  const create = useMutation({
    mutationFn: () =>
      api.services.save({
        appId,
        revision: null,
        oldName: '',
        service: { name, type, config: '{}', secretConfig: {} },
      }),
    onMutate: placeNow,
    onSuccess: async (_made, _input, isStillThere) => {
      await cache.invalidateQueries({ queryKey: query.services.key() });
      if (!isStillThere()) return;
      onClose();
      navigate({ page: 'apps', appId, part: 'services', item: name });
    },
  });
  const problem = taken.includes(name)
    ? 'A service with this name exists already.'
    : name === '' || NAME.test(name)
      ? undefined
      : 'Up to 64 letters, digits, _ and -.';
  const blocked = name === '' || problem !== undefined || create.isPending;
  return (
    <FormDialog
      title="Add a service"
      action="Add"
      blocked={blocked}
      error={create.error}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <Field label="Kind" help={SERVICE_KINDS.find((kind) => kind.type === type)?.help}>
        <Select
          value={type}
          onValueChange={setType}
          options={SERVICE_KINDS.map((kind) => ({ value: kind.type, label: kind.label }))}
        />
      </Field>
      <Field
        label="Name"
        help="Used in webhook URLs and in context.services.get()."
        error={problem}
      >
        <TextInput mono value={name} onValueChange={setName} />
      </Field>
    </FormDialog>
  );
}
