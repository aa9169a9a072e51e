import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CustomScheme } from '../../preload/contract/signatures.ts';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { api, query } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { readProblem } from '../ui/read-problem.ts';
import { markOfVerdict } from './marks.ts';

/** What a scheme makes of the newest capture of the endpoint, before it is saved. */
export function CustomPreview(props: { endpointId: EndpointId; scheme: CustomScheme }) {
  const [secret, setSecret] = useState('');
  const input = { search: `endpoint:${props.endpointId}`, limit: 1 };
  const newest = useQuery(query.captures.list.queryOptions({ input, staleTime: 0 }));
  const capture = newest.data?.items[0];
  const attempt = useMutation({
    mutationFn: (input: Parameters<typeof api.signatures.tryScheme>[0]) =>
      api.signatures.tryScheme(input),
  });
  if (capture === undefined) {
    return (
      <p className="text-sm text-muted">
        Send a request to this endpoint first, to try the scheme on it.
      </p>
    );
  }
  const fault = attempt.error === null ? null : readProblem(attempt.error);
  return (
    <section aria-label="Try the scheme" className="flex flex-col gap-2">
      <div className="flex items-end gap-2">
        <Field
          label="Try it on the newest capture with the secret"
          className="flex min-w-0 flex-1 flex-col gap-1"
          error={fault?.message}
        >
          <TextInput mono value={secret} onValueChange={setSecret} />
        </Field>
        <Button
          disabled={secret === '' || attempt.isPending}
          onClick={() => attempt.mutate({ id: capture.id, scheme: props.scheme, secret })}
        >
          Try
        </Button>
      </div>
      {attempt.data !== undefined && (
        <dl className="grid grid-cols-[7rem_1fr] gap-x-3 gap-y-1 text-sm">
          <dt className="text-muted">Verdict</dt>
          <dd className={markOfVerdict(attempt.data.verdict).color}>{attempt.data.verdict.text}</dd>
          <dt className="text-muted">Expected</dt>
          <dd className="wire break-all">{attempt.data.expected}</dd>
          <dt className="text-muted">Signed content</dt>
          <dd className="wire max-h-32 overflow-auto break-all whitespace-pre-wrap">
            {attempt.data.signedContent}
          </dd>
        </dl>
      )}
    </section>
  );
}
