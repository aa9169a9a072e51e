import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AppUser } from '../../../preload/contract/apps/app-data.ts';
import { api, query } from '../../api/client.ts';
import { jsonProblem } from '../../wire/json/json-problem.ts';
import { sayNot } from '../../ui/say-not.ts';
import { Button } from '../../ui/button.tsx';
import { CodeEditor } from '../../ui/code/code-editor.tsx';
import { ConfirmDialog, Dialog } from '../../ui/dialog.tsx';
import { Field, Switch, TextInput } from '../../ui/field.tsx';
import { formatStamp } from '../../ui/format.ts';
import { useEdited } from '../../ui/form/use-edited.ts';
import { Problem } from '../../ui/problem.tsx';
import { ApiKeys } from './api-keys.tsx';
import { ShownOnce } from '../shown-once.tsx';
import { UserSessions } from './user-sessions.tsx';

/** One user: data, password, keys, an access token, and the way to disable or delete it. */
export function UserDialog({ user, onClose }: { user: AppUser; onClose: () => void }) {
  const { appId, id } = user;
  const [name, setName] = useEdited(user.name);
  const [data, setData] = useEdited(user.data);
  const [password, setPassword] = useState('');
  const [removing, setRemoving] = useState(false);
  const cache = useQueryClient();
  const refresh = (): Promise<void> => cache.invalidateQueries({ queryKey: query.users.key() });
  const save = useMutation({
    mutationFn: () =>
      api.users.update({ appId, id, name, data, ...(password !== '' && { password }) }),
    onSuccess: async () => {
      await refresh();
      onClose();
    },
  });
  const disable = useMutation({
    mutationFn: (disabled: boolean) => api.users.update({ appId, id, disabled }),
    onSuccess: refresh,
    onError: sayNot('Not changed'),
  });
  const remove = useMutation({
    mutationFn: () => api.users.remove({ appId, id }),
    onSuccess: async () => {
      await refresh();
      onClose();
    },
    onError: sayNot('Not deleted'),
  });
  const token = useMutation({
    mutationFn: () => api.users.issueToken({ appId, id }),
    onError: sayNot('No token'),
  });
  if (token.data !== undefined) {
    return (
      <ShownOnce
        title="An access token"
        what="token"
        note={`Send it as Authorization: Bearer. It is valid until ${formatStamp(token.data.expiresAt)}.`}
        text={token.data.token}
        onClose={() => token.reset()}
      />
    );
  }
  const problem = jsonProblem(data, 'object');
  return (
    <Dialog
      open
      onClose={onClose}
      title={user.email ?? (user.name === '' ? 'User' : user.name)}
      description={<span className="wire break-all">{id}</span>}
      size="md"
      footer={
        <>
          <Button variant="ghost" className="mr-auto text-bad" onClick={() => setRemoving(true)}>
            Delete
          </Button>
          <Button disabled={token.isPending || user.disabled} onClick={() => token.mutate()}>
            Create an access token
          </Button>
          <Button
            variant="primary"
            disabled={problem !== null || save.isPending}
            onClick={() => save.mutate()}
          >
            Save
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {save.error !== null && <Problem error={save.error} />}
        <Switch
          label="Disabled"
          help="Backstitch refuses a disabled user, even with the right credentials."
          checked={user.disabled}
          disabled={disable.isPending}
          onCheckedChange={(on) => disable.mutate(on)}
        />
        <Field label="Name">
          <TextInput value={name} onValueChange={setName} />
        </Field>
        {user.email !== null && (
          <Field label="New password" help="Empty: unchanged.">
            <TextInput type="password" value={password} onValueChange={setPassword} />
          </Field>
        )}
        <div className="flex flex-col gap-1">
          <span className="text-sm font-medium">Data</span>
          <CodeEditor
            language="json"
            label="Data of the user"
            description="The value of context.user.data."
            value={data}
            onChange={setData}
            minHeight={80}
            maxHeight={200}
          />
          {problem !== null && <p className="text-sm text-bad">{problem}</p>}
          <p className="text-sm text-muted">
            What <span className="wire">context.user.data</span> holds.
          </p>
        </div>
        <UserSessions user={user} />
        <ApiKeys user={user} onChanged={() => void refresh()} />
      </div>
      <ConfirmDialog
        open={removing}
        onClose={() => setRemoving(false)}
        title="Delete this user?"
        confirmLabel="Delete"
        danger
        onConfirm={async () => {
          // A failure is said by the mutation itself.
          await remove.mutateAsync().catch(() => undefined);
        }}
      >
        Its keys and tokens stop working. Webhooks that run as this user are refused.
      </ConfirmDialog>
    </Dialog>
  );
}
