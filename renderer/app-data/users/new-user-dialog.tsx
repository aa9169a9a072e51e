import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AppId } from '../../../preload/contract/app-model.ts';
import { api, query } from '../../api/client.ts';
import { Field, Select, TextInput } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form/form-dialog.tsx';
import { readProblem } from '../../ui/read-problem.ts';
import { ShownOnce } from '../shown-once.tsx';

type Kind = 'email' | 'api-key' | 'anonymous' | 'stand-in';

const KINDS: readonly { value: Kind; label: string; help: string }[] = [
  {
    value: 'email',
    label: 'Email and password',
    help: 'Signs in with the request’s email and password.',
  },
  { value: 'api-key', label: 'API key', help: 'For a server. You get the key once, now.' },
  { value: 'stand-in', label: 'Stand-in for an id', help: 'Use the id that a webhook expects.' },
  { value: 'anonymous', label: 'Anonymous', help: 'Has only an id.' },
];

/** Adds a user of one of the kinds; an API key is shown once. */
export function NewUserDialog({ appId, onClose }: { appId: AppId; onClose: () => void }) {
  const [kind, setKind] = useState<Kind>('email');
  const [fields, setFields] = useState({ id: '', name: '', email: '', password: '' });
  const cache = useQueryClient();
  const create = useMutation({
    mutationFn: () => api.users.create({ appId, kind, ...fields }),
    onSuccess: async ({ apiKey }) => {
      await cache.invalidateQueries({ queryKey: query.users.key() });
      if (apiKey === null) onClose();
    },
  });
  const set = (key: keyof typeof fields) => (value: string) =>
    setFields({ ...fields, [key]: value });
  const key = create.data?.apiKey;
  if (key !== undefined && key !== null) {
    return <ShownOnce title="Added the user" what="API key" text={key} onClose={onClose} />;
  }
  const problem = create.error === null ? undefined : readProblem(create.error);
  const errorOf = (field: string): string | undefined =>
    problem?.field === field ? problem.message : undefined;
  return (
    <FormDialog
      title="Add a user"
      action="Add"
      blocked={create.isPending}
      error={problem?.field === undefined ? create.error : null}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <Field label="Kind" help={KINDS.find((one) => one.value === kind)?.help}>
        <Select value={kind} onValueChange={setKind} options={KINDS} />
      </Field>
      {kind === 'email' && (
        <>
          <Field label="Email" error={errorOf('email')}>
            <TextInput type="email" value={fields.email} onValueChange={set('email')} />
          </Field>
          <Field label="Password" help="6 to 128 characters." error={errorOf('password')}>
            <TextInput type="password" value={fields.password} onValueChange={set('password')} />
          </Field>
        </>
      )}
      {kind === 'stand-in' && (
        <Field label="Id" help="The id in the webhook’s settings." error={errorOf('id')}>
          <TextInput mono value={fields.id} onValueChange={set('id')} />
        </Field>
      )}
      {kind !== 'email' && (
        <Field label="Name" help="Only for you. Functions do not see it.">
          <TextInput value={fields.name} onValueChange={set('name')} />
        </Field>
      )}
    </FormDialog>
  );
}
