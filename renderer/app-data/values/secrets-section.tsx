import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import type { SecretView } from '../../../preload/contract/apps/app-data.ts';
import type { AppSummary } from '../../../preload/contract/apps.ts';
import { api, query } from '../../api/client.ts';
import { useSecretRest } from '../../api/secret-rest.ts';
import { sayNot } from '../../ui/say-not.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog, Dialog } from '../../ui/dialog.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { readProblem } from '../../ui/read-problem.ts';
import { toast } from '../../ui/toast.tsx';

/** Secrets by name: their text can be set and forgotten, never read again. */
export function SecretsSection({ app }: { app: AppSummary }) {
  const secrets = useQuery(query.secrets.list.queryOptions({ input: { appId: app.id } }));
  const [setting, setSetting] = useState<string | null>(null);
  const [forgetting, setForgetting] = useState<SecretView | null>(null);
  const cache = useQueryClient();
  const refresh = (): Promise<void> => cache.invalidateQueries({ queryKey: query.secrets.key() });
  const remove = useMutation({
    mutationFn: (name: string) => api.secrets.remove({ appId: app.id, name }),
    onSuccess: refresh,
    onError: sayNot('Not deleted'),
  });
  return (
    <section className="flex min-w-0 flex-col gap-3">
      <header className="flex flex-wrap items-start gap-3">
        <div className="min-w-0 flex-1">
          <h2 className="text-lg font-semibold">Secrets</h2>
          <p className="text-muted">
            Named keys and passwords. They stay on this computer, in no export and no log.
          </p>
        </div>
        <Button icon={<Plus size={14} />} onClick={() => setSetting('')}>
          Add Secret
        </Button>
      </header>
      {secrets.error !== null && (
        <Problem error={secrets.error} onRetry={() => void secrets.refetch()} />
      )}
      {secrets.data?.length === 0 && (
        <p className="text-muted">The app uses no Secret, and none is set.</p>
      )}
      {secrets.data !== undefined && secrets.data.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {[...secrets.data].sort(missingFirst).map((secret) => (
            <li key={secret.name}>
              {secret.isSet ? (
                <SetSecret
                  secret={secret}
                  onReplace={() => setSetting(secret.name)}
                  onDelete={() => setForgetting(secret)}
                />
              ) : (
                <MissingSecret secret={secret} onSaved={() => void refresh()} />
              )}
            </li>
          ))}
        </ul>
      )}
      {setting !== null && (
        <SecretDialog
          app={app}
          name={setting}
          onClose={() => setSetting(null)}
          onSaved={() => void refresh()}
        />
      )}
      <ConfirmDialog
        open={forgetting !== null}
        onClose={() => setForgetting(null)}
        title={`Delete ${forgetting?.name ?? ''}?`}
        confirmLabel="Delete"
        danger
        onConfirm={async () => {
          if (forgetting !== null) await remove.mutateAsync(forgetting.name).catch(() => undefined);
        }}
      >
        Deletes its text for good. What uses it fails until you set it again.
      </ConfirmDialog>
    </section>
  );
}

const missingFirst = (a: SecretView, b: SecretView): number => Number(a.isSet) - Number(b.isSet);

function UsedBy({ secret }: { secret: SecretView }) {
  if (secret.usedBy.length === 0) return null;
  return <p className="text-sm break-words text-muted">Used by {secret.usedBy.join(', ')}.</p>;
}

function SetSecret(props: { secret: SecretView; onReplace: () => void; onDelete: () => void }) {
  const { secret } = props;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
      <KeyRound size={14} className="shrink-0 text-muted" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="flex min-w-0 flex-wrap items-center gap-x-3">
          <span className="wire min-w-0 truncate font-medium">{secret.name}</span>
          <span className="wire text-muted">
            <span aria-hidden>••••{secret.last4}</span>
            <span className="sr-only">
              {secret.last4 === '' ? 'set' : `set, ends in ${secret.last4}`}
            </span>
          </span>
        </p>
        <UsedBy secret={secret} />
      </div>
      <Button size="sm" aria-label={`Replace ${secret.name}`} onClick={props.onReplace}>
        Replace
      </Button>
      <Button
        size="sm"
        variant="ghost"
        aria-label={`Delete ${secret.name}`}
        onClick={props.onDelete}
      >
        Delete
      </Button>
    </div>
  );
}

/** The field to fill in stands where the Secret is missed. */
function MissingSecret({ secret, onSaved }: { secret: SecretView; onSaved: () => void }) {
  const [value, setValue] = useState('');
  const put = usePutSecret(secret, onSaved);
  return (
    <form
      className="flex flex-col gap-1 px-3 py-2"
      onSubmit={(event) => {
        event.preventDefault();
        put.mutate({ name: secret.name, value });
      }}
    >
      <div className="flex items-end gap-2">
        <Field
          label={secret.name}
          className="flex min-w-0 flex-1 flex-col gap-1"
          error={put.error === null ? undefined : readProblem(put.error).message}
        >
          <TextInput
            type="password"
            autoComplete="new-password"
            mono
            placeholder="Missing"
            value={value}
            onValueChange={setValue}
          />
        </Field>
        <Button type="submit" disabled={value === '' || put.isPending}>
          Set
        </Button>
      </div>
      <UsedBy secret={secret} />
    </form>
  );
}

function usePutSecret({ appId }: Pick<SecretView, 'appId'>, onSaved: () => void) {
  return useMutation({
    mutationFn: (secret: { name: string; value: string }) => api.secrets.put({ appId, ...secret }),
    onSuccess: (saved) => {
      onSaved();
      if (saved.warning !== null) toast({ title: saved.warning, tone: 'warn' });
    },
  });
}

function SecretDialog(props: {
  app: AppSummary;
  name: string;
  onClose: () => void;
  onSaved: () => void;
}) {
  const [name, setName] = useState(props.name);
  const rest = useSecretRest();
  const [value, setValue] = useState('');
  const put = usePutSecret({ appId: props.app.id }, () => {
    props.onSaved();
    props.onClose();
  });
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={props.name === '' ? 'Add a Secret' : `Set ${props.name}`}
      size="sm"
      footer={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={name.trim() === '' || value === '' || put.isPending}
            onClick={() => put.mutate({ name: name.trim(), value })}
          >
            Set
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {props.name === '' && (
          <Field label="Name">
            <TextInput mono value={name} maxLength={64} onValueChange={setName} />
          </Field>
        )}
        <Field
          label="Text"
          help={`You cannot see it again. ${rest}`}
          error={put.error === null ? undefined : readProblem(put.error).message}
        >
          <TextInput type="password" mono value={value} onValueChange={setValue} />
        </Field>
      </div>
    </Dialog>
  );
}
