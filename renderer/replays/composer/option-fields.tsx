import { Checkbox, Field, NumberInput, Select } from '../../ui/field.tsx';
import { formatPlural } from '../../ui/format.ts';
import type { ReadChoice, ReplayChoice } from '../replay-target.ts';

const BYTES = [
  { value: 'announced', label: 'As announced' },
  { value: 'everything', label: 'Everything that arrived' },
] as const;

/** How a request is sent: what is signed, added, left out, and how long an answer is waited for. */
export function OptionFields(props: {
  options: ReplayChoice;
  problems: ReadChoice['problems'];
  onChange: (options: ReplayChoice) => void;
  isUrl: boolean;
  /** Bytes that arrived beside the body; 0 offers no choice about them. */
  surplusBytes: number;
}) {
  const { options, problems, onChange, surplusBytes } = props;
  const surplus = formatPlural(surplusBytes, 'byte');
  return (
    <div className="flex flex-col gap-2.5">
      {surplusBytes > 0 && (
        <Field
          label="Bytes beside the body"
          help={
            options.bytes === 'everything'
              ? `With the ${surplus} that arrived beside it, and a length that includes them.`
              : `Without the ${surplus} that arrived beside it.`
          }
        >
          <Select
            className="sm:!w-72"
            options={BYTES}
            value={options.bytes}
            onValueChange={(bytes) => onChange({ ...options, bytes })}
          />
        </Field>
      )}
      <Checkbox
        label="New event id"
        help="When it is signed again. The receiver sees a new event, where the id is in a header."
        checked={options.deliveryId === 'new'}
        onCheckedChange={(isNew) => onChange({ ...options, deliveryId: isNew ? 'new' : 'keep' })}
      />
      <Checkbox
        label="Sign the public URL"
        help="When it is signed again, if the receiver checks the public URL."
        checked={options.signedUrl === 'public'}
        onCheckedChange={(isPublic) =>
          onChange({ ...options, signedUrl: isPublic ? 'public' : 'target' })
        }
      />
      {props.isUrl && (
        <Checkbox
          label="Append the captured path and query to the URL"
          checked={options.appendPath}
          onCheckedChange={(appendPath) => onChange({ ...options, appendPath })}
        />
      )}
      <Checkbox
        label="Mark it as a replay"
        help="Adds Backstitch-Replay and Via, to stop loops."
        checked={options.mark}
        onCheckedChange={(mark) => onChange({ ...options, mark })}
      />
      <Checkbox
        label="Remove headers added by relays"
        help="E.g. cf-ray or x-localtunnel-…. The answer lists what was removed."
        checked={options.dropRelayNoise}
        onCheckedChange={(dropRelayNoise) => onChange({ ...options, dropRelayNoise })}
      />
      <Field label="Timeout" error={problems.timeoutMs}>
        <NumberInput
          className="!w-28"
          suffix="ms"
          value={options.timeoutMs}
          onValueChange={(timeoutMs) => onChange({ ...options, timeoutMs })}
        />
      </Field>
    </div>
  );
}
