import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import type { SecretView } from '../../../preload/contract/apps/app-data.ts';
import type { AppSummary } from '../../../preload/contract/apps.ts';
import { api, query } from '../../api/client.ts';
import { useSecretRest } from '../../api/secret-rest.ts';
import { sayNot } from '../../ui/say-not.ts';
import { Badge } from '../../ui/badge.tsx';
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
    <section className="flex flex-col gap-3">
      <header className="flex flex-wrap items-start gap-3">
        <div className="min-w-0 flex-1">
          <h2 className="text-lg font-semibold">Secrets</h2>
          <p className="text-muted">
            Named keys and passwords. They stay on this computer, and in no export, list or log.
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
          {secrets.data.map((secret) => (
            <li key={secret.name} className="flex items-center gap-3 px-3 py-2">
              <KeyRound size={14} className="shrink-0 text-muted" aria-hidden />
              <span className="wire min-w-0 truncate">{secret.name}</span>
              <Badge tone={secret.isSet ? 'good' : 'warn'}>
                {secret.isSet ? 'Set' : 'Missing'}
              </Badge>
              <span className="min-w-0 flex-1 truncate text-sm text-muted">
                {secret.usedBy.join(', ')}
              </span>
              <Button size="sm" onClick={() => setSetting(secret.name)}>
                {secret.isSet ? 'Replace' : 'Set'}
              </Button>
              {secret.isSet && (
                <Button size="sm" variant="ghost" onClick={() => setForgetting(secret)}>
                  Delete
                </Button>
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

function SecretDialog(props: {
  app: AppSummary;
  name: string;
  onClose: () => void;
  onSaved: () => void;
}) {
  const [name, setName] = useState(props.name);
  const rest = useSecretRest();
  const [value, setValue] = useState('');
  const put = useMutation({
    mutationFn: () => api.secrets.put({ appId: props.app.id, name: name.trim(), value }),
    onSuccess: (saved) => {
      props.onSaved();
      props.onClose();
      if (saved.warning !== null) toast({ title: saved.warning, tone: 'warn' });
    },
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
            onClick={() => put.mutate()}
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
