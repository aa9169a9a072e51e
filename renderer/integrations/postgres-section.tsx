import { useState } from 'react';
import { api } from '../api/client.ts';
import { Section } from '../ui/section.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { readProblem } from '../ui/read-problem.ts';
import { Moment } from '../ui/time/moment.tsx';
import { type PartProps, useIntegrationChange } from './use-integrations.ts';

/** A PostgreSQL server that gets the same rows. */
export function PostgresSection({ integration }: PartProps) {
  const { id, postgres } = integration;
  const [url, setUrl] = useState('');
  const save = useIntegrationChange(
    (target: { url: string } | null) => api.integrations.update({ id, postgres: target }),
    { failed: 'Not changed' },
  );
  const fault = save.error === null ? undefined : readProblem(save.error).message;
  return (
    <Section
      title="PostgreSQL"
      help="Also load into a PostgreSQL server: the same tables, columns and rejects. After an outage it catches up."
    >
      {postgres === null ? (
        <form
          className="flex items-start gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate({ url: url.trim() }, { onSuccess: () => setUrl('') });
          }}
        >
          <Field
            label="URL of the database"
            className="flex min-w-0 flex-1 flex-col gap-1"
            help="Kept with its password in the data directory, which only you can read."
            error={fault}
          >
            <TextInput
              mono
              value={url}
              onValueChange={setUrl}
              placeholder="postgresql://user:password@host:5432/database"
            />
          </Field>
          <Button
            type="submit"
            className="beside-field"
            disabled={url.trim() === '' || save.isPending}
          >
            Connect
          </Button>
        </form>
      ) : (
        <div className="flex flex-wrap items-center gap-3">
          <span className="wire min-w-0 break-all">{postgres.shownUrl}</span>
          {postgres.problem !== null && <Badge tone="bad">Waiting</Badge>}
          {postgres.problem === null && (
            <Badge tone="good">{postgres.copying ? 'Copying' : 'Up to date'}</Badge>
          )}
          <span className="flex-1 text-sm text-muted">
            {postgres.lastSentAt !== null && (
              <>
                last sent <Moment at={postgres.lastSentAt} />
              </>
            )}
          </span>
          <Button size="sm" disabled={save.isPending} onClick={() => save.mutate(null)}>
            Disconnect
          </Button>
          {postgres.otherNames.map(({ name, as }) => (
            <p key={name} className="w-full text-muted">
              <span className="wire">{name}</span> is called <span className="wire">{as}</span>{' '}
              there: the name is taken.
            </p>
          ))}
          {postgres.problem !== null && (
            <p role="status" className="w-full text-bad">
              {postgres.problem} Backstitch retries and keeps what it misses.
            </p>
          )}
        </div>
      )}
    </Section>
  );
}
