import { useQuery } from '@tanstack/react-query';
import type { EndpointForward } from '../../preload/contract/endpoints.ts';
import { query } from '../api/client.ts';
import { formatRoute } from '../navigation/route.ts';
import { Field, NumberInput, Select } from '../ui/field.tsx';
import type { DraftProblems, EndpointDraft } from './endpoint-draft.ts';

const ON_FAILURE = [
  { value: 'queue', label: 'Answer 200, deliver later' },
  { value: 'unavailable', label: 'Answer 503; the sender retries' },
  { value: 'reply', label: 'The reply below' },
] as const;

/** Lets the sender wait for the answer of a destination: of one's own server, usually. */
export function ForwardField(props: {
  draft: EndpointDraft;
  problems: DraftProblems;
  onChange: (change: Partial<EndpointDraft>) => void;
}) {
  const { draft, problems, onChange } = props;
  const destinations = useQuery(query.destinations.list.queryOptions());
  const list = destinations.data ?? [];
  const { forward } = draft;
  const change = (part: Partial<EndpointForward>): void => {
    if (forward !== null) onChange({ forward: { ...forward, ...part } });
  };
  if (list.length === 0) {
    return (
      <p className="text-sm text-muted">
        To answer with your own server, add it as a{' '}
        <a
          className="text-accent-ink underline"
          href={formatRoute({ page: 'deliveries', part: 'destinations', id: null })}
        >
          destination
        </a>{' '}
        first.
      </p>
    );
  }
  return (
    <section className="grid gap-4 sm:grid-cols-3">
      <Field
        label="Answered by"
        error={problems.get('forward') ?? problems.get('forward.destinationId')}
      >
        <Select
          value={forward?.destinationId ?? ''}
          onValueChange={(id) => {
            const found = list.find((one) => one.id === id);
            onChange({
              forward:
                found === undefined
                  ? null
                  : {
                      onFailure: forward?.onFailure ?? 'queue',
                      deadlineMs: forward?.deadlineMs ?? 25_000,
                      appendPath: forward?.appendPath ?? false,
                      destinationId: found.id,
                    },
            });
          }}
          options={[
            { value: '', label: 'The reply below' },
            ...list.map(({ id, name }) => ({ value: id as string, label: name })),
          ]}
        />
      </Field>
      {forward !== null && (
        <>
          <Field label="If your server does not answer">
            <Select
              options={ON_FAILURE}
              value={forward.onFailure}
              onValueChange={(onFailure) => change({ onFailure })}
            />
          </Field>
          <Field label="Wait for an answer" error={problems.get('forward.deadlineMs')}>
            <NumberInput
              suffix="seconds"
              value={forward.deadlineMs / 1000}
              onValueChange={(seconds) => change({ deadlineMs: Math.round((seconds ?? 0) * 1000) })}
            />
          </Field>
        </>
      )}
    </section>
  );
}
