import type { Attempt, Delivery } from '../../../preload/contract/deliveries.ts';
import { findJsonMistake } from '../../../preload/rules/json-mistake.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { indentJson } from '../../wire/json/indent-json.ts';
import { TimingBar } from '../../wire/timing-bar.tsx';
import { CodeEditor } from '../../ui/code/code-editor.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { formatBytes } from '../../ui/format.ts';
import { Outcome } from './attempts-tab.tsx';
import { exact } from '../../ui/time/moments.ts';

interface TabProps {
  delivery: Delivery;
  attempt: Attempt | undefined;
  now: number;
  onChoose: (id: number) => void;
}

const NOTHING = <p className="text-muted">Nothing sent yet.</p>;

/** Headers of one attempt as they were sent. */
export function RequestTab({ delivery, attempt, now, onChoose }: TabProps) {
  if (attempt === undefined) return NOTHING;
  return (
    <div className="flex flex-col gap-4">
      <Choice delivery={delivery} attempt={attempt} now={now} onChoose={onChoose} />
      <p className="wire break-all">
        {attempt.method} {attempt.url}
      </p>
      <Headers pairs={attempt.requestHeaders} />
      <p className="text-sm text-muted">
        {attempt.secretIds.length === 0
          ? 'Not signed.'
          : `Signed with ${attempt.secretIds.length === 1 ? 'one secret' : `${attempt.secretIds.length} secrets`}.`}{' '}
        The body is the message: {formatBytes(delivery.bodyBytes)}, the same for every attempt.
      </p>
    </div>
  );
}

/** What was answered to one attempt, or why nothing was. */
export function ResponseTab({ delivery, attempt, now, onChoose }: TabProps) {
  if (attempt === undefined) return NOTHING;
  return (
    <div className="flex flex-col gap-4">
      <Choice delivery={delivery} attempt={attempt} now={now} onChoose={onChoose} />
      {attempt.error !== null && <p className="break-words text-bad">{attempt.error}</p>}
      <TimingBar replay={{ timings: attempt.timings, totalMs: attempt.totalMs ?? 0 }} />
      {attempt.status !== null && (
        <>
          <Headers pairs={attempt.responseHeaders} />
          {attempt.responseBody === '' ? (
            <p className="text-muted">The answer has no body.</p>
          ) : (
            <CodeEditor
              key={attempt.id}
              label="Body of the answer"
              value={attempt.responseBody}
              language="text"
              readOnly
              maxHeight={320}
            />
          )}
          {attempt.responseCut && (
            <p className="text-sm text-warn">
              Only the first {formatBytes(attempt.responseBody.length)} of{' '}
              {formatBytes(attempt.responseBytes)} are kept.
            </p>
          )}
        </>
      )}
    </div>
  );
}

/** What is delivered: it never changes, whatever happens to the attempts. */
export function MessageTab({ delivery }: { delivery: Delivery }) {
  const text = delivery.bodyText ?? '';
  // Indenting is for JSON only: of anything else it would leave parts out.
  const isJson = /json/i.test(delivery.contentType) && findJsonMistake(text) === null;
  return (
    <div className="flex flex-col gap-4">
      <Headers
        pairs={[
          ['webhook-id', delivery.messageId],
          ['Content-Type', delivery.contentType],
        ]}
      />
      {delivery.bodyText === null ? (
        <p className="text-muted">
          {formatBytes(delivery.bodyBytes)} that are not shown: not UTF-8, or longer than 262 kB.
        </p>
      ) : (
        <>
          <CodeEditor
            label="Body of the message"
            value={isJson ? indentJson(text) : text}
            language={isJson ? 'json' : 'text'}
            readOnly
            maxHeight={420}
          />
          <div>
            <CopyButton label="Copy the body" text="Copy the body" getText={() => text} />
          </div>
        </>
      )}
    </div>
  );
}

function Choice({ delivery, attempt, now, onChoose }: TabProps & { attempt: Attempt }) {
  return (
    <div className="flex items-center gap-2">
      <Field label="Attempt" hideLabel className="w-64">
        <Select
          value={String(attempt.id)}
          onValueChange={(id) => onChoose(Number(id))}
          options={delivery.log.toReversed().map(({ id, number, startedAt }) => ({
            value: String(id),
            label: `Attempt ${number}, ${exact(startedAt, now)}`,
          }))}
        />
      </Field>
      <Outcome attempt={attempt} />
    </div>
  );
}

function Headers({ pairs }: { pairs: readonly HeaderPair[] }) {
  if (pairs.length === 0) return <p className="text-muted">There are no headers.</p>;
  return (
    <dl className="wire grid grid-cols-[minmax(8rem,auto)_1fr] gap-x-4 gap-y-0.5">
      {pairs.map(([name, value], i) => (
        <div
          key={`${name} ${pairs.slice(0, i).filter(([n]) => n === name).length}`}
          className="contents"
        >
          <dt className="break-all text-muted">{name}</dt>
          <dd className="break-all">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
