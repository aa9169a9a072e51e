import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { query } from '../api/client.ts';
import { Checkbox, Field, NumberInput, Select, TextInput } from '../ui/field.tsx';
import { formatPlural } from '../ui/format.ts';
import type { ReadChoice, ReplayChoice } from './replay-target.ts';

interface TargetProps {
  choice: ReplayChoice;
  problems: ReadChoice['problems'];
  onChange: (choice: ReplayChoice) => void;
  /** Whose targets are remembered; null offers those of all. */
  endpointId: EndpointId | null;
  /** Bytes that arrived beside the body; 0 offers no choice about them. */
  surplusBytes?: number;
}

/** Where a replay goes, and how it is sent. */
export function TargetFields({
  choice,
  problems,
  onChange,
  endpointId,
  surplusBytes = 0,
}: TargetProps) {
  const group = useId();
  const kinds = [
    {
      kind: 'intake',
      label: 'The intake again',
      help: 'Runs the same endpoints; makes a new capture',
    },
    { kind: 'url', label: 'A URL', help: 'Your own server, with the captured bytes' },
  ] as const;
  return (
    <div className="flex flex-col gap-3">
      <fieldset className="flex flex-col gap-1.5">
        <legend className="mb-1 text-sm font-medium">Send to</legend>
        <div className="grid grid-cols-1 gap-2 sm:grid-cols-2">
          {kinds.map(({ kind, label, help }) => (
            <div
              key={kind}
              className="flex items-start gap-2 rounded-md border border-line px-3 py-2 has-checked:border-accent-line has-checked:bg-accent-soft"
            >
              <input
                type="radio"
                id={`${group}-${kind}`}
                name={group}
                aria-describedby={`${group}-${kind}-help`}
                className="mt-0.5 accent-accent"
                checked={choice.kind === kind}
                onChange={() => onChange({ ...choice, kind })}
              />
              <div className="min-w-0 flex-1">
                <label htmlFor={`${group}-${kind}`} className="block cursor-pointer font-medium">
                  {label}
                </label>
                <span id={`${group}-${kind}-help`} className="block text-sm text-muted">
                  {help}
                </span>
              </div>
            </div>
          ))}
        </div>
      </fieldset>
      {choice.kind === 'url' && (
        <UrlField choice={choice} problems={problems} onChange={onChange} endpointId={endpointId} />
      )}
      {surplusBytes > 0 && (
        <SurplusField choice={choice} onChange={onChange} surplusBytes={surplusBytes} />
      )}
      <SignatureFields choice={choice} onChange={onChange} />
      <Options choice={choice} problems={problems} onChange={onChange} />
    </div>
  );
}

function UrlField({ choice, problems, onChange, endpointId }: TargetProps) {
  const list = useId();
  const input = endpointId === null ? {} : { endpointId };
  const targets = useQuery(query.replays.targets.queryOptions({ input }));
  return (
    <Field label="URL" error={choice.url === '' ? null : problems.url}>
      <TextInput
        mono
        list={list}
        inputMode="url"
        value={choice.url}
        onValueChange={(url) => onChange({ ...choice, url })}
        placeholder="http://127.0.0.1:3000/webhooks"
      />
      <datalist id={list}>
        {(targets.data ?? []).map((url) => (
          <option key={url} value={url}>
            {url}
          </option>
        ))}
      </datalist>
    </Field>
  );
}

const BYTES = [
  { value: 'announced', label: 'As announced' },
  { value: 'everything', label: 'Everything that arrived' },
] as const;

/** What becomes of bytes that arrived beside the body. */
function SurplusField(
  props: Pick<TargetProps, 'choice' | 'onChange'> & Required<Pick<TargetProps, 'surplusBytes'>>,
) {
  const { choice, onChange, surplusBytes } = props;
  return (
    <Field
      label="Body"
      help={
        choice.bytes === 'everything'
          ? `With the ${formatPlural(surplusBytes, 'byte')} that arrived beside it, and a length that includes them.`
          : `Without the ${formatPlural(surplusBytes, 'byte')} that arrived beside it.`
      }
    >
      <Select
        className="sm:!w-72"
        options={BYTES}
        value={choice.bytes}
        onValueChange={(bytes) => onChange({ ...choice, bytes })}
      />
    </Field>
  );
}

const SIGNATURES = [
  { value: 'keep', label: 'As captured' },
  { value: 'resign', label: 'Sign again' },
  { value: 'strip', label: 'Remove the signature' },
] as const;

/** What becomes of the signature: a captured one is too old for many receivers. */
function SignatureFields({ choice, onChange }: Pick<TargetProps, 'choice' | 'onChange'>) {
  return (
    <div className="flex flex-col gap-2">
      <Field
        label="Signature"
        help={
          choice.signature === 'resign'
            ? 'With the sender’s secret and the current time. Backstitch verifies it before sending.'
            : undefined
        }
      >
        <Select
          className="sm:!w-72"
          options={SIGNATURES}
          value={choice.signature}
          onValueChange={(signature) => onChange({ ...choice, signature })}
        />
      </Field>
      {choice.signature === 'resign' && (
        <>
          <Checkbox
            label="New delivery id"
            help="The receiver sees a new event. Only where the id is in a header."
            checked={choice.deliveryId === 'new'}
            onCheckedChange={(isNew) => onChange({ ...choice, deliveryId: isNew ? 'new' : 'keep' })}
          />
          <Checkbox
            label="Sign the public URL"
            help="If the receiver checks the public URL."
            checked={choice.signedUrl === 'public'}
            onCheckedChange={(isPublic) =>
              onChange({ ...choice, signedUrl: isPublic ? 'public' : 'target' })
            }
          />
        </>
      )}
    </div>
  );
}

function Options({ choice, problems, onChange }: Omit<TargetProps, 'endpointId'>) {
  return (
    <details
      className="rounded-md border border-line px-3 py-2"
      open={problems.timeoutMs === null ? undefined : true}
    >
      <summary className="text-sm font-medium">Options</summary>
      <div className="flex flex-col gap-2.5 pt-2.5">
        {choice.kind === 'url' && (
          <Checkbox
            label="Append the captured path and query to the URL"
            checked={choice.appendPath}
            onCheckedChange={(appendPath) => onChange({ ...choice, appendPath })}
          />
        )}
        <Checkbox
          label="Mark it as a replay"
          help="Adds Backstitch-Replay and Via, to stop loops."
          checked={choice.mark}
          onCheckedChange={(mark) => onChange({ ...choice, mark })}
        />
        <Checkbox
          label="Remove headers added by relays"
          help="E.g. cf-ray or x-localtunnel-…. The answer lists what was removed."
          checked={choice.dropRelayNoise}
          onCheckedChange={(dropRelayNoise) => onChange({ ...choice, dropRelayNoise })}
        />
        <Field label="Timeout" error={problems.timeoutMs}>
          <NumberInput
            className="!w-28"
            suffix="ms"
            value={choice.timeoutMs}
            onValueChange={(timeoutMs) => onChange({ ...choice, timeoutMs })}
          />
        </Field>
      </div>
    </details>
  );
}
