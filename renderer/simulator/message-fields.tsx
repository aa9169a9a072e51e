import { fillBody } from '../../preload/rules/simulation-body.ts';
import { findJsonMistake } from '../../preload/rules/json-mistake.ts';
import { Field, NumberInput, Select, TextArea, TextInput } from '../ui/field.tsx';
import type { FormProps } from './form-parts.tsx';

/** How the proof is made: by a number that must grow. */
export function ProofFields({ draft, problems, onChange }: FormProps) {
  return (
    <>
      <Field
        label="Check URL"
        error={draft.checkUrl === '' ? null : problems.get('check.url')}
        help="Optional. A count that must grow by one per event, read before and after."
      >
        <TextInput
          mono
          inputMode="url"
          value={draft.checkUrl}
          onValueChange={(checkUrl) => onChange({ checkUrl })}
          placeholder="http://127.0.0.1:3000/orders/count"
        />
      </Field>
      {draft.checkUrl !== '' && (
        <Field
          label="Path of the number"
          help="In its JSON, e.g. data.count. A list counts its items. Empty: the whole answer."
        >
          <TextInput
            mono
            value={draft.checkPath}
            onValueChange={(checkPath) => onChange({ checkPath })}
            placeholder="data.count"
          />
        </Field>
      )}
    </>
  );
}

/** The first event, as it would be sent now. */
function sample({ body, types }: FormProps['draft']): string {
  const [type = ''] = types.split(',').map((one) => one.trim());
  const uuid = '00000000-0000-4000-8000-000000000000';
  return fillBody(body, { n: 1, id: 'msg_00001', uuid, type, happenedAt: 0 });
}

/** An event that somebody writes, and how it is signed. */
export function BodyFields({ draft, problems, onChange }: FormProps) {
  const isJson = draft.contentType.trim().startsWith('application/json');
  const mistake = isJson ? findJsonMistake(sample(draft)) : null;
  return (
    <>
      <Field
        label="Event types"
        error={problems.get('eventTypes')}
        help="Separate with commas. Used in turn."
      >
        <TextInput mono value={draft.types} onValueChange={(types) => onChange({ types })} />
      </Field>
      <Field
        label="Body"
        help={
          <>
            Replaced in each event: <span className="wire">{'{{n}}'}</span> its number,{' '}
            <span className="wire">{'{{id}}'}</span> its webhook-id,{' '}
            <span className="wire">{'{{uuid}}'}</span>, <span className="wire">{'{{type}}'}</span>,{' '}
            <span className="wire">{'{{now}}'}</span>. Duplicates have the same body.
          </>
        }
      >
        <TextArea mono rows={7} value={draft.body} onValueChange={(body) => onChange({ body })} />
      </Field>
      {mistake && (
        <p role="status" className="text-sm text-warn">
          Not JSON with these filled in: {mistake.message} It is sent anyway.
        </p>
      )}
      <Field label="Content-Type" error={problems.get('contentType')}>
        <TextInput
          mono
          value={draft.contentType}
          onValueChange={(contentType) => onChange({ contentType })}
        />
      </Field>
      <Field label="Signature">
        <Select
          value={draft.signing}
          onValueChange={(signing) => onChange({ signing })}
          options={[
            { value: 'none', label: 'None' },
            { value: 'standard', label: 'Standard Webhooks' },
          ]}
        />
      </Field>
      {draft.signing === 'standard' && (
        <Field
          label="Secret"
          error={draft.secret === '' ? null : problems.get('signing.secret')}
          help="whsec_ and base64, the same as in your handler. It is not kept."
        >
          <TextInput
            mono
            type="password"
            autoComplete="new-password"
            value={draft.secret}
            onValueChange={(secret) => onChange({ secret })}
            placeholder="whsec_…"
          />
        </Field>
      )}
    </>
  );
}

/** When it is sent again that was not answered 2xx. */
export function RetryFields({ draft, problems, onChange }: FormProps) {
  return (
    <>
      <div className="grid grid-cols-2 gap-3">
        <Field
          label="Retry after"
          error={problems.get('retryGapsMs')}
          help="Where the answer is not 2xx. Seconds. Empty: never."
        >
          <TextInput value={draft.retries} onValueChange={(retries) => onChange({ retries })} />
        </Field>
        <Field label="Timeout" error={problems.get('timeoutMs')}>
          <NumberInput
            suffix="s"
            value={draft.timeout}
            onValueChange={(timeout) => onChange({ timeout })}
          />
        </Field>
      </div>
    </>
  );
}
