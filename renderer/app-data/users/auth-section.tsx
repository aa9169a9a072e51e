import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AuthProvider } from '../../../preload/contract/app-model.ts';
import type { AppSummary } from '../../../preload/contract/apps.ts';
import { api, query } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { CodeEditor } from '../../ui/code/code-editor.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Switch } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { jsonProblem } from '../../wire/json/json-problem.ts';
import { sayNot } from '../../ui/say-not.ts';

const KNOWN: readonly { type: string; label: string; help: string }[] = [
  {
    type: 'local-userpass',
    label: 'Email and password',
    help: 'email and password, in headers or the body.',
  },
  {
    type: 'api-key',
    label: 'API keys',
    help: 'api-key, in a header or the body. Create keys on a user’s page.',
  },
  { type: 'custom-token', label: 'Custom JWT', help: 'jwtTokenString, signed with your key.' },
  {
    type: 'anon-user',
    label: 'Anonymous',
    help: 'Users without credentials; webhooks cannot sign them in.',
  },
];

/** The providers of an app, known ones first. */
export function AuthSection({ app }: { app: AppSummary }) {
  const auth = useQuery(query.apps.auth.queryOptions({ input: { appId: app.id } }));
  const [editing, setEditing] = useState<AuthProvider | null>(null);
  const cache = useQueryClient();
  const save = useMutation({
    mutationFn: (provider: AuthProvider) => api.apps.saveAuthProvider({ appId: app.id, provider }),
    onSuccess: () => cache.invalidateQueries({ queryKey: query.apps.auth.key() }),
    onError: sayNot('Not saved'),
  });
  if (auth.error !== null) {
    return <Problem error={auth.error} onRetry={() => void auth.refetch()} />;
  }
  const providers = auth.data?.providers ?? [];
  const custom = auth.data?.customUserData;
  return (
    <div className="flex flex-col gap-4">
      {KNOWN.map(({ type, label, help }) => {
        const provider = providers.find((one) => one.type === type) ?? emptyProvider(type);
        return (
          <div key={type} className="flex items-start gap-3">
            <Switch
              className="flex-1"
              label={label}
              help={help}
              checked={!provider.disabled}
              disabled={auth.isPending || save.isPending}
              onCheckedChange={(on) => save.mutate({ ...provider, disabled: !on })}
            />
            {type === 'custom-token' && (
              <Button size="sm" onClick={() => setEditing(provider)}>
                Set up
              </Button>
            )}
          </div>
        );
      })}
      {providers
        .filter((one) => KNOWN.every((known) => known.type !== one.type))
        .map((one) => (
          <p key={one.name} className="text-muted">
            <span className="wire">{one.type}</span> is exported, but nobody can sign in with it
            here.
          </p>
        ))}
      {custom?.enabled === true && (
        <p className="text-muted">
          Custom user data comes from{' '}
          <span className="wire">
            {custom.service}/{custom.database}.{custom.collection}
          </span>
          , by <span className="wire">{custom.userIdField}</span>.
        </p>
      )}
      {editing !== null && (
        <ProviderDialog
          provider={editing}
          onClose={() => setEditing(null)}
          onSave={async (provider) => void (await save.mutateAsync(provider))}
        />
      )}
    </div>
  );
}

const emptyProvider = (type: string): AuthProvider => ({
  name: type,
  type,
  disabled: true,
  config: '',
  secretConfig: '',
  metadataFields: '',
});

const PARTS = [
  {
    key: 'config',
    kind: 'object',
    label: 'Configuration',
    help: 'audience, requireAnyAudience, signingAlgorithm (HS256, RS256, …), useJWKURI, jwkURI.',
  },
  {
    key: 'secretConfig',
    kind: 'object',
    label: 'Signing keys',
    help: '{"signingKeys": ["name of a Secret"]}: the key itself is a Secret of the app.',
  },
  {
    key: 'metadataFields',
    kind: 'array',
    label: 'Metadata fields',
    help: '[{"required": false, "name": "email", "field_name": "email"}]: claims that are copied to the user’s data.',
  },
] as const;

function ProviderDialog(props: {
  provider: AuthProvider;
  onClose: () => void;
  onSave: (provider: AuthProvider) => Promise<void>;
}) {
  const [draft, setDraft] = useState(props.provider);
  const problems = PARTS.map(({ key, kind }) => jsonProblem(draft[key], kind));
  const save = (): void => {
    // A failure is said by the mutation itself; the dialog stays.
    void props.onSave(draft).then(props.onClose, () => undefined);
  };
  return (
    <Dialog
      open
      onClose={props.onClose}
      title="Custom JWT"
      size="md"
      footer={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button variant="primary" disabled={problems.some((p) => p !== null)} onClick={save}>
            Save
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {PARTS.map(({ key, label, help }, index) => (
          <div key={key} className="flex flex-col gap-1">
            <span className="text-sm font-medium">{label}</span>
            <CodeEditor
              language="json"
              label={label}
              description={help}
              value={draft[key]}
              onChange={(text) => setDraft({ ...draft, [key]: text })}
              minHeight={60}
              maxHeight={180}
            />
            {problems[index] != null && <p className="text-sm text-bad">{problems[index]}</p>}
            <p className="text-sm text-muted">{help}</p>
          </div>
        ))}
      </div>
    </Dialog>
  );
}
