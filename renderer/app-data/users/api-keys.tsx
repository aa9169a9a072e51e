import { useMutation } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import type { AppUser } from '../../../preload/contract/apps/app-data.ts';
import { api } from '../../api/client.ts';
import { sayNot } from '../../ui/say-not.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { formatStamp } from '../../ui/format.ts';

/** API keys of a user. A new one is shown once, in place. */
export function ApiKeys({ user, onChanged }: { user: AppUser; onChanged: () => void }) {
  const { appId, id } = user;
  const [name, setName] = useState('');
  const add = useMutation({
    mutationFn: () => api.users.addApiKey({ appId, id, name: name.trim() }),
    onSuccess: () => {
      setName('');
      onChanged();
    },
    onError: sayNot('No key'),
  });
  const remove = useMutation({
    mutationFn: (keyId: string) => api.users.removeApiKey({ appId, id, keyId }),
    onSuccess: onChanged,
    onError: sayNot('Not deleted'),
  });
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-sm font-medium">API keys</h3>
      {user.apiKeys.map((key) => (
        <div key={key.id} className="flex items-center gap-2">
          <KeyRound size={14} className="text-muted" aria-hidden />
          <span className="min-w-0 flex-1 truncate">{key.name}</span>
          {key.disabled && <Badge tone="warn">Disabled</Badge>}
          <span className="text-sm text-muted">{formatStamp(key.createdAt)}</span>
          <Button
            size="sm"
            variant="ghost"
            disabled={remove.isPending}
            onClick={() => remove.mutate(key.id)}
          >
            Delete
          </Button>
        </div>
      ))}
      {add.data !== undefined && (
        <div role="status" className="flex items-start gap-2 rounded-lg bg-good-soft p-2">
          <div className="min-w-0 flex-1">
            <p className="text-sm text-good">Copy the key now. It is shown only once.</p>
            <code className="wire break-all">{add.data.apiKey}</code>
          </div>
          <CopyButton label="Copy the API key" getText={() => add.data?.apiKey ?? ''} />
        </div>
      )}
      <div className="flex items-end gap-2">
        <Field label="Name of the new key" className="flex flex-1 flex-col gap-1">
          <TextInput value={name} onValueChange={setName} />
        </Field>
        <Button disabled={name.trim() === '' || add.isPending} onClick={() => add.mutate()}>
          Add key
        </Button>
      </div>
    </section>
  );
}
