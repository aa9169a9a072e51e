import { Field, Select, TextInput } from '../../ui/field.tsx';
import { withUrl, type DestinationFields } from './destination-draft.ts';
import { ADDRESSES, KINDS, withKind } from './engine-draft.ts';
import { EngineFields } from './engine-fields.tsx';

/** Where a destination lies, and what it is called. */
export function Essentials(props: DestinationFields & { hasCredentials: boolean }) {
  const { draft, problems, onChange } = props;
  const [label, help, placeholder] = PLACES[draft.kind];
  return (
    <>
      <Field label="Send to" error={problems.get('kind')}>
        <Select
          value={draft.kind}
          onValueChange={(kind) => onChange(withKind(kind))}
          options={KINDS}
        />
      </Field>
      <Field label={label} error={problems.get('url')} help={help}>
        <TextInput
          mono
          data-first
          inputMode="url"
          value={draft.url}
          onValueChange={(url) => onChange(withUrl(draft, url))}
          placeholder={placeholder}
        />
      </Field>
      <EngineFields {...props} />
      <Field label="Name" error={problems.get('name')}>
        <TextInput
          value={draft.name}
          onValueChange={(name) => onChange({ name })}
          maxLength={80}
          placeholder="My shop, staging"
        />
      </Field>
    </>
  );
}

/** What the address is called, how it is written, and an example. */
const PLACES = {
  http: [
    'URL',
    'https, or http on this computer. Tokens in it are hidden.',
    'http://127.0.0.1:3000/webhooks',
  ],
  nats: ['Servers', 'tls://, or nats:// on this computer. Several with commas.', ADDRESSES.nats[0]],
  kafka: [
    'Brokers',
    'kafkas:// with TLS, or kafka:// on this computer. Several with commas.',
    ADDRESSES.kafka[0],
  ],
  sqs: ['Queue URL', 'As the console of AWS shows it.', ADDRESSES.sqs[0]],
} as const;
