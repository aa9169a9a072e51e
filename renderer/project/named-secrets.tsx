import { useMutation, useQuery } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { MissingSecret } from '../../preload/contract/interchange/project.ts';
import { api, query } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { useSecretRest } from '../api/secret-rest.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { toast } from '../ui/toast.tsx';
import { thingName } from '../../preload/rules/project-words.ts';

const refresh = (): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: query.project.key() });

/** Secrets that the file refers to: those that are missing, with a way to set them, and those that are kept. */
export function NamedSecrets({ missing }: { missing: readonly MissingSecret[] }) {
  const kept = useQuery(query.project.secrets.queryOptions());
  const forget = useMutation({
    mutationFn: (name: string) => api.project.removeSecret({ name }),
    onSettled: refresh,
  });
  const rest = useSecretRest();
  return (
    <section aria-labelledby="project-secrets" className="flex flex-col gap-2">
      <h3 id="project-secrets" className="font-semibold">
        Secrets
      </h3>
      <p className="text-sm text-muted">The file names them, and never contains them. {rest}</p>
      {missing.length > 0 && (
        <ul
          aria-label="Missing secrets"
          className="divide-y divide-line rounded-lg border border-line"
        >
          {missing.map((one) => (
            <Missing key={[...one.env, ...one.secrets].join(' ')} missing={one} />
          ))}
        </ul>
      )}
      {kept.data !== undefined && kept.data.length > 0 && (
        <ul
          aria-label="Kept secrets"
          className="divide-y divide-line rounded-lg border border-line"
        >
          {kept.data.map(({ name, last4 }) => (
            <li key={name} className="flex h-10 items-center gap-2 pr-1 pl-3">
              <span className="wire min-w-0 flex-1 truncate">{name}</span>
              {last4 !== '' && <span className="wire text-sm text-muted">…{last4}</span>}
              <IconButton
                label={`Forget ${name}`}
                icon={<Trash2 size={14} />}
                disabled={forget.isPending}
                onClick={() => forget.mutate(name)}
              />
            </li>
          ))}
        </ul>
      )}
      {forget.error !== null && <Problem error={forget.error} />}
      {missing.length === 0 && kept.data?.length === 0 && (
        <p className="text-muted">No secret is kept under a name.</p>
      )}
    </section>
  );
}

/** A reference that leads nowhere here. Only a named secret can be set in the page: a variable is the system’s. */
function Missing({ missing: { env, secrets, usedBy } }: { missing: MissingSecret }) {
  const [name] = secrets;
  const [value, setValue] = useState('');
  const save = useMutation({
    mutationFn: (text: string) => api.project.setSecret({ name: name ?? '', value: text }),
    onSuccess: () => toast({ title: `“${name}” is kept` }),
    onSettled: refresh,
  });
  const used = usedBy.map(({ kind, key }) => thingName(kind, key)).join(', ');
  return (
    <li className="flex flex-col gap-1.5 px-3 py-2">
      <p>
        <span className="wire font-medium">{[...env, ...secrets].join(' or ')}</span>{' '}
        <span className="text-sm text-muted">is missing, for {used}</span>
      </p>
      {name === undefined ? (
        <p className="text-sm text-muted">
          Set the variable {env.join(' or ')} where Backstitch is started, and start it again.
        </p>
      ) : (
        <form
          className="flex items-center gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate(value);
          }}
        >
          <Field label={`Secret ${name}`} hideLabel className="min-w-0 flex-1">
            <TextInput
              type="password"
              autoComplete="off"
              placeholder="Paste the secret"
              value={value}
              onValueChange={setValue}
            />
          </Field>
          <Button type="submit" disabled={save.isPending || value.trim() === ''}>
            Keep
          </Button>
        </form>
      )}
      {save.error !== null && <Problem error={save.error} />}
    </li>
  );
}
