import { useSecretRest } from '../../api/secret-rest.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Select, TextInput } from '../../ui/field.tsx';
import type { DestinationFields } from './destination-draft.ts';
import { type CredentialDraft, type Mechanism, NO_CREDENTIALS, type Way } from './engine-draft.ts';

const WAYS: readonly { value: Way; label: string }[] = [
  { value: 'none', label: 'Nothing' },
  { value: 'user', label: 'User and password' },
  { value: 'token', label: 'Token' },
  { value: 'nkey', label: 'NKey seed, with a JWT or without' },
];
const MECHANISMS: readonly { value: Mechanism; label: string }[] = [
  { value: 'none', label: 'Nothing' },
  { value: 'PLAIN', label: 'SASL PLAIN' },
  { value: 'SCRAM-SHA-256', label: 'SCRAM-SHA-256' },
  { value: 'SCRAM-SHA-512', label: 'SCRAM-SHA-512' },
];

/** Who is let in at an event engine. What is saved is never shown again. */
export function EngineCredentialFields(props: DestinationFields & { hasCredentials: boolean }) {
  const { draft, problems, onChange } = props;
  const rest = useSecretRest();
  const { credentials: typed, kind } = draft;
  if (typed === null) {
    return (
      <div className="flex items-center gap-3">
        <p className="flex-1 text-sm">
          <span className="font-medium">Credentials</span>{' '}
          <span className="text-muted">
            {props.hasCredentials ? 'are set, and are not shown.' : 'are not used.'}
          </span>
        </p>
        <Button size="sm" onClick={() => onChange({ credentials: NO_CREDENTIALS })}>
          {props.hasCredentials ? 'Replace or remove' : 'Set'}
        </Button>
      </div>
    );
  }
  const change = (some: Partial<CredentialDraft>): void =>
    onChange({ credentials: { ...typed, ...some } });
  const error = problems.get('credentials');
  const secret = (label: string, name: keyof CredentialDraft, help?: string) => (
    <Field label={label} help={help}>
      <TextInput
        mono
        type="password"
        autoComplete="new-password"
        value={typed[name]}
        onValueChange={(text) => change({ [name]: text })}
      />
    </Field>
  );
  const user = (
    <Field label="User">
      <TextInput mono value={typed.user} onValueChange={(next) => change({ user: next })} />
    </Field>
  );
  if (kind === 'sqs') {
    return (
      <>
        <Field label="Access key ID" error={error}>
          <TextInput
            mono
            value={typed.accessKeyId}
            onValueChange={(accessKeyId) => change({ accessKeyId })}
            placeholder="AKIA…"
          />
        </Field>
        {secret('Secret access key', 'secretAccessKey', rest)}
        {secret('Session token', 'sessionToken', 'For temporary credentials only.')}
      </>
    );
  }
  const isUser = kind === 'kafka' ? typed.mechanism !== 'none' : typed.way === 'user';
  return (
    <>
      <Field label="Log in with" error={error}>
        {kind === 'kafka' ? (
          <Select
            value={typed.mechanism}
            onValueChange={(mechanism) => change({ mechanism })}
            options={MECHANISMS}
          />
        ) : (
          <Select value={typed.way} onValueChange={(way) => change({ way })} options={WAYS} />
        )}
      </Field>
      {isUser && (
        <div className="grid gap-4 sm:grid-cols-2">
          {user}
          {secret('Password', 'password', rest)}
        </div>
      )}
      {kind === 'nats' && typed.way === 'token' && secret('Token', 'token', rest)}
      {kind === 'nats' && typed.way === 'nkey' && (
        <>
          {secret('NKey seed', 'seed', `It begins with SU. ${rest}`)}
          {secret('JWT', 'jwt', 'Empty: the key alone.')}
        </>
      )}
    </>
  );
}
