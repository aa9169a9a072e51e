import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useState } from 'react';
import type { AppId } from '../../../preload/contract/app-model.ts';
import type { ImportReport } from '../../../preload/contract/apps.ts';
import { api, query } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { readProblem } from '../../ui/read-problem.ts';
import { ReportView } from './report-view.tsx';

/** What an app names and an export does not carry: Secrets and users. */
export function FillIn({ appId, report }: { appId: AppId; report: ImportReport }) {
  return (
    <div className="flex flex-col gap-5">
      {report.missingSecrets.length > 0 && (
        <section className="flex flex-col gap-3">
          <h3 className="font-semibold">Secrets</h3>
          {report.missingSecrets.map((secret) => (
            <SecretRow key={secret.name} appId={appId} {...secret} />
          ))}
        </section>
      )}
      {report.missingUsers.length > 0 && (
        <section className="flex flex-col gap-3">
          <h3 className="font-semibold">Users</h3>
          <p className="text-muted">
            These webhooks run as one user. Create a stand-in with the same id here.
          </p>
          {report.missingUsers.map((user) => (
            <StandInRow key={user.id} appId={appId} {...user} />
          ))}
        </section>
      )}
      <ReportView report={report} />
    </div>
  );
}

interface RowProps {
  appId: AppId;
  usedBy: string[];
}

function SecretRow({ appId, name, usedBy }: RowProps & { name: string }) {
  const [value, setValue] = useState('');
  const cache = useQueryClient();
  const put = useMutation({
    mutationFn: () => api.secrets.put({ appId, name, value }),
    onSuccess: () => cache.invalidateQueries({ queryKey: query.secrets.key() }),
  });
  return (
    <form
      className="flex items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        put.mutate();
      }}
    >
      <Field
        className="flex flex-1 flex-col gap-1"
        label={name}
        help={usedBy.length === 0 ? undefined : `Used by ${usedBy.join(', ')}.`}
        error={put.error === null ? undefined : readProblem(put.error).message}
      >
        <TextInput type="password" mono value={value} onValueChange={setValue} />
      </Field>
      <Button className="beside-field" type="submit" disabled={value === '' || put.isPending}>
        {put.isSuccess ? <Done /> : 'Set'}
      </Button>
    </form>
  );
}

function StandInRow({ appId, id, usedBy }: RowProps & { id: string }) {
  const cache = useQueryClient();
  const create = useMutation({
    mutationFn: () => api.users.create({ appId, kind: 'stand-in', id }),
    onSuccess: () => cache.invalidateQueries({ queryKey: query.users.key() }),
  });
  return (
    <div className="flex items-center gap-3">
      <div className="min-w-0 flex-1">
        <p className="wire break-all">{id}</p>
        <p className="text-sm text-muted">Used by {usedBy.join(', ')}.</p>
        {create.error !== null && (
          <p role="alert" className="text-sm text-bad">
            {readProblem(create.error).message}
          </p>
        )}
      </div>
      <Button disabled={create.isPending || create.isSuccess} onClick={() => create.mutate()}>
        {create.isSuccess ? <Done /> : 'Create a stand-in'}
      </Button>
    </div>
  );
}

function Done() {
  return (
    <span className="flex items-center gap-1">
      <Check size={14} aria-hidden /> Done
    </span>
  );
}
