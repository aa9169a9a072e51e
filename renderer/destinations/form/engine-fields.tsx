import { Field, Select, TextInput } from '../../ui/field.tsx';
import type { DestinationFields } from './destination-draft.ts';
import { EngineCredentialFields } from './engine-credentials.tsx';
import { EnginePreview } from './engine-preview.tsx';

const TEMPLATE =
  'Fields: {provider} {event} {endpoint} {deliveryId} {path} {method} {header.x} {query.x} {body.a.b}.';

/** Where in an event engine messages go, and who is let in. */
export function EngineFields(props: DestinationFields & { hasCredentials: boolean }) {
  const { draft, problems, onChange } = props;
  const { kind } = draft;
  if (kind === 'http') return null;
  return (
    <>
      {kind === 'nats' && (
        <>
          <Field
            label="Stream"
            error={problems.get('engine.stream')}
            help="It must be there already."
          >
            <TextInput
              mono
              value={draft.stream}
              onValueChange={(stream) => onChange({ stream })}
              placeholder="WEBHOOKS"
            />
          </Field>
          <Field label="Subject" error={problems.get('engine.subject')} help={TEMPLATE}>
            <TextInput
              mono
              value={draft.subject}
              onValueChange={(subject) => onChange({ subject })}
            />
          </Field>
        </>
      )}
      {kind === 'kafka' && (
        <>
          <Field
            label="Topic"
            error={problems.get('engine.topic')}
            help="It must be there already."
          >
            <TextInput
              mono
              value={draft.topic}
              onValueChange={(topic) => onChange({ topic })}
              placeholder="webhooks"
            />
          </Field>
          <Field
            label="Key"
            error={problems.get('engine.key')}
            help={`Messages with the same key keep their order. ${TEMPLATE}`}
          >
            <TextInput
              mono
              value={draft.messageKey}
              onValueChange={(messageKey) => onChange({ messageKey })}
            />
          </Field>
        </>
      )}
      {kind === 'sqs' && (
        <>
          <Field label="Region" error={problems.get('engine.region')}>
            <TextInput
              mono
              value={draft.region}
              onValueChange={(region) => onChange({ region })}
              placeholder="eu-west-1"
            />
          </Field>
          <Field
            label="Message group"
            error={problems.get('engine.group')}
            help={`For FIFO queues: each group keeps its order. ${TEMPLATE}`}
          >
            <TextInput mono value={draft.group} onValueChange={(group) => onChange({ group })} />
          </Field>
        </>
      )}
      <EnginePreview draft={draft} />
      <EngineCredentialFields {...props} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Event format"
          help={
            draft.mode === 'binary'
              ? 'CloudEvents: the exact bytes, attributes beside them.'
              : 'CloudEvents: one JSON text with the body inside.'
          }
        >
          <Select
            value={draft.mode}
            onValueChange={(mode) => onChange({ mode })}
            options={[
              { value: 'binary', label: 'Binary' },
              { value: 'structured', label: 'Structured' },
            ]}
          />
        </Field>
        <Field label="Captured headers" help="As http-<name>, beside the attributes.">
          <Select
            value={draft.sentHeaders}
            onValueChange={(sentHeaders) => onChange({ sentHeaders })}
            options={[
              { value: 'none', label: 'Not sent' },
              { value: 'safe', label: 'Without credentials' },
            ]}
          />
        </Field>
      </div>
    </>
  );
}
