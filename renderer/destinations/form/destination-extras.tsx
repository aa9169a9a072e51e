import { useSecretRest } from '../../api/secret-rest.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox, Field, NumberInput, Select, TextArea, TextInput } from '../../ui/field.tsx';
import type { DestinationDraft, DestinationFields } from './destination-draft.ts';

const FIELDS = ['headers', 'authorization', 'concurrency', 'rate', 'allowPrivate', 'orderKey'];

/** What most destinations can do without. Opens by itself where something in it is wrong. */
export function DestinationExtras(props: {
  draft: DestinationDraft;
  problems: ReadonlyMap<string, string>;
  onChange: (some: Partial<DestinationDraft>) => void;
  hasAuthorization: boolean;
}) {
  const { draft, problems, onChange } = props;
  const isHttp = draft.kind === 'http';
  return (
    <details
      className="rounded-md border border-line px-3 py-2"
      open={FIELDS.some((field) => problems.has(field)) ? true : undefined}
    >
      <summary className="text-sm font-medium">Headers, order, limits</summary>
      <div className="flex flex-col gap-4 pt-3">
        <Field
          label="Headers"
          error={problems.get('headers')}
          help="Sent with every attempt. One per line: Name: value."
        >
          <TextArea
            mono
            rows={3}
            value={draft.headers}
            onValueChange={(headers) => onChange({ headers })}
          />
        </Field>
        {isHttp && <Authorization {...props} />}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Order">
            <Select
              value={draft.ordering}
              onValueChange={(ordering) => onChange({ ordering })}
              options={[
                { value: 'parallel', label: 'Several at once, in no order' },
                { value: 'fifo', label: 'One at a time' },
                { value: 'keyed', label: 'In order, for each key' },
              ]}
            />
          </Field>
          {draft.ordering !== 'fifo' && (
            <Field label="Most at once" error={problems.get('concurrency')}>
              <NumberInput
                value={draft.concurrency}
                onValueChange={(concurrency) => onChange({ concurrency })}
              />
            </Field>
          )}
          {draft.ordering === 'keyed' && <OrderKeyFields {...props} />}
          <Field label="Rate" error={problems.get('rate')} help="0: not limited.">
            <NumberInput
              value={draft.rateCount}
              onValueChange={(rateCount) => onChange({ rateCount })}
            />
          </Field>
          <Field label="per">
            <Select
              value={draft.ratePer}
              onValueChange={(ratePer) => onChange({ ratePer })}
              options={[
                { value: 'second', label: 'second' },
                { value: 'minute', label: 'minute' },
              ]}
            />
          </Field>
        </div>
        <Checkbox
          label="Allow the private network"
          help="Addresses such as 192.168.… and host.docker.internal."
          checked={draft.allowPrivate}
          onCheckedChange={(allowPrivate) => onChange({ allowPrivate })}
        />
        {isHttp && <RequestMarks {...props} />}
      </div>
    </details>
  );
}

/** Headers that a web server may want of each request. */
function RequestMarks({ draft, onChange }: DestinationFields) {
  return (
    <>
      <Checkbox
        label="Send Idempotency-Key"
        help="Same value as webhook-id, for receivers that read this header."
        checked={draft.idempotencyKey}
        onCheckedChange={(idempotencyKey) => onChange({ idempotencyKey })}
      />
      <Field
        label="Trace context"
        help="The header traceparent: your traces go on where the sender’s end."
      >
        <Select
          value={draft.trace}
          onValueChange={(trace) => onChange({ trace })}
          options={[
            { value: 'pass', label: 'Pass on what came' },
            { value: 'start', label: 'Pass on, or start one' },
            { value: 'off', label: 'Off' },
          ]}
        />
      </Field>
    </>
  );
}

function OrderKeyFields({ draft, problems, onChange }: DestinationFields) {
  return (
    <>
      <Field label="The key is in">
        <Select
          value={draft.keyFrom}
          onValueChange={(keyFrom) => onChange({ keyFrom })}
          options={[
            { value: 'json', label: 'the JSON body' },
            { value: 'header', label: 'a captured header' },
          ]}
        />
      </Field>
      <Field
        label={draft.keyFrom === 'json' ? 'JSON pointer' : 'Header'}
        error={problems.get('orderKey')}
        help="A failing delivery holds up only those with the same key."
      >
        <TextInput
          mono
          value={draft.key}
          onValueChange={(key) => onChange({ key })}
          placeholder={draft.keyFrom === 'json' ? '/data/order_id' : 'X-Order-Id'}
        />
      </Field>
    </>
  );
}

function Authorization(props: {
  draft: DestinationDraft;
  problems: ReadonlyMap<string, string>;
  onChange: (some: Partial<DestinationDraft>) => void;
  hasAuthorization: boolean;
}) {
  const rest = useSecretRest();
  const { draft, problems, onChange } = props;
  if (draft.authorization === null) {
    return (
      <div className="flex items-center gap-3">
        <p className="flex-1 text-sm">
          <span className="font-medium">Authorization</span>{' '}
          <span className="text-muted">
            {props.hasAuthorization ? 'is set, and is not shown.' : 'is not sent.'}
          </span>
        </p>
        <Button size="sm" onClick={() => onChange({ authorization: '' })}>
          {props.hasAuthorization ? 'Replace or remove' : 'Set'}
        </Button>
      </div>
    );
  }
  return (
    <Field
      label="Authorization"
      error={problems.get('authorization')}
      help={`Value of the header, e.g. Bearer and a token. Empty: none is sent. ${rest}`}
    >
      <TextInput
        mono
        type="password"
        autoComplete="new-password"
        value={draft.authorization}
        onValueChange={(authorization) => onChange({ authorization })}
      />
    </Field>
  );
}
