import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CustomScheme } from '../../../preload/contract/signatures.ts';
import type { CaptureId, EndpointId } from '../../../preload/contract/shapes.ts';
import { query } from '../../api/client.ts';
import { Field, Select, TextInput } from '../../ui/field.tsx';
import { formatSecond } from '../../ui/format.ts';
import { readProblem } from '../../ui/read-problem.ts';
import { markOfVerdict } from '../marks.ts';
import { firstDifference, marked } from './invisible.ts';
import { useSchemeTrial } from './use-scheme-trial.ts';

const OFFERED = 10;

/** What a scheme makes of a capture of the endpoint, while one writes it. */
export function CustomPreview(props: { endpointId: EndpointId; scheme: CustomScheme }) {
  const [secret, setSecret] = useState('');
  const [chosenId, setChosenId] = useState<CaptureId | null>(null);
  const input = { search: `endpoint:${props.endpointId}`, limit: OFFERED };
  const newest = useQuery(query.captures.list.queryOptions({ input, staleTime: 0 }));
  const offered = newest.data?.items ?? [];
  const capture = offered.find(({ id }) => id === chosenId) ?? offered[0];
  const { made, error } = useSchemeTrial(capture?.id, props.scheme, secret);
  if (capture === undefined) {
    return (
      <p className="text-sm text-muted">
        Send a request to this endpoint first, to try the scheme on it.
      </p>
    );
  }
  return (
    <section
      aria-label="Try the scheme"
      className="flex min-w-0 flex-col gap-3 rounded-lg border border-line p-3"
    >
      <Field label="Try it on">
        <Select
          value={capture.id}
          onValueChange={setChosenId}
          options={offered.map(({ id, eventType, method, target, receivedAt }) => ({
            value: id,
            label: `${eventType ?? method} ${target.slice(0, 40)}, ${formatSecond(receivedAt)}`,
          }))}
        />
      </Field>
      <Field label="With the secret" help="It is not kept from here.">
        <TextInput mono value={secret} onValueChange={setSecret} />
      </Field>
      {error !== null && <p className="text-sm text-bad">{readProblem(error).message}</p>}
      {made !== null && (
        <Result made={made} scheme={props.scheme} secret={secret} captureId={capture.id} />
      )}
    </section>
  );
}

function Result(props: {
  made: NonNullable<ReturnType<typeof useSchemeTrial>['made']>;
  scheme: CustomScheme;
  secret: string;
  captureId: CaptureId;
}) {
  const { made, scheme, secret } = props;
  const detail = useQuery(query.captures.get.queryOptions({ input: { id: props.captureId } })).data;
  const wanted = scheme.header.toLowerCase();
  const got = detail?.headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
  return (
    <dl aria-live="polite" className="flex flex-col gap-2 text-sm">
      {secret !== '' && (
        <Row label="Verdict">
          <span className={markOfVerdict(made.verdict).color}>{made.verdict.text}</span>
        </Row>
      )}
      {scheme.mac !== 'equals' && (
        <Row label="Signed content">
          <code className="wire block max-h-40 overflow-auto rounded bg-canvas p-2 break-all whitespace-pre-wrap">
            {marked(made.signedContent).map(({ text, means }, index) =>
              means === null ? (
                text
              ) : (
                // Pieces have no name of their own but their place.
                // oxlint-disable-next-line react/no-array-index-key
                <span key={index} title={means} className="text-accent-ink">
                  {text}
                </span>
              ),
            )}
          </code>
        </Row>
      )}
      {secret !== '' && (
        <Row label="Expected">
          <Compared text={made.expected} other={got ?? ''} />
        </Row>
      )}
      <Row label="Got">
        {got === undefined ? (
          <span className="text-bad">The capture has no header {scheme.header}.</span>
        ) : (
          <Compared text={got} other={secret === '' ? got : made.expected} />
        )}
      </Row>
      {secret !== '' && got !== undefined && <Difference expected={made.expected} got={got} />}
    </dl>
  );
}

function Row({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}

/** A text with what differs from another one set apart. */
function Compared({ text, other }: { text: string; other: string }) {
  const at = firstDifference(text, other) ?? text.length;
  return (
    <code className="wire break-all">
      {text.slice(0, at)}
      <span className="bg-bad-soft text-bad">{text.slice(at)}</span>
    </code>
  );
}

function Difference({ expected, got }: { expected: string; got: string }) {
  const at = firstDifference(expected, got);
  if (at === null) return null;
  const words =
    at === Math.min(expected.length, got.length)
      ? `One is longer: ${expected.length} characters expected, ${got.length} came.`
      : `They differ from character ${at + 1} on.`;
  return <p className="text-muted">{words}</p>;
}
