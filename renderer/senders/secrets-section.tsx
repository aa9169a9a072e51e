import { useQuery } from '@tanstack/react-query';
import { KeyRound, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ProviderInfo } from '../../preload/contract/signatures.ts';
import type { SenderSecret } from '../../preload/contract/signatures/secrets.ts';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { api, query } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { SecretForm } from './secret-form.tsx';
import { SecretRow } from './secret-row.tsx';
import { useSenderChange } from './use-senders.ts';

/** The secrets believed at an endpoint: several at a time, so that they can be rotated. */
export function SecretsSection(props: { endpointId: EndpointId; provider: ProviderInfo | null }) {
  const { endpointId, provider } = props;
  const secrets = useQuery(query.signatures.secrets.queryOptions({ input: { endpointId } }));
  const testKey = useSenderChange(api.signatures.addTestKey, {
    done: 'Made a test key',
    failed: 'Not made',
  });
  return (
    <section aria-labelledby="sender-secrets" className="flex flex-col gap-3">
      <h3 id="sender-secrets" className="font-semibold">
        Secrets
      </h3>
      <SecretList secrets={secrets.data ?? []} />
      <SecretForm
        key={provider?.id ?? ''}
        owner={{ endpointId, provider: provider?.id ?? null }}
        sender={provider?.label ?? 'this endpoint'}
        asked={provider?.secret ?? 'secret'}
        keyForms={provider?.keyForms ?? []}
      />
      {provider?.hasKeyPair === true && (
        <p className="flex flex-wrap items-center gap-2 text-sm text-muted">
          A private key of {provider.label} never leaves it. A test key can sign samples and replays
          instead.
          <Button
            size="sm"
            icon={<KeyRound size={14} />}
            disabled={testKey.isPending}
            onClick={() => testKey.mutate({ endpointId, provider: provider.id })}
          >
            Make a test key
          </Button>
        </p>
      )}
    </section>
  );
}

/** Secrets with what can be done with each. */
export function SecretList({ secrets }: { secrets: readonly SenderSecret[] }) {
  const [removing, setRemoving] = useState<SenderSecret | null>(null);
  const remove = useSenderChange(api.signatures.removeSecret, { failed: 'Not deleted' });
  if (secrets.length === 0) {
    return <p className="text-muted">No secrets yet. Add one to verify signatures.</p>;
  }
  return (
    <>
      <ul className="flex flex-col divide-y divide-line rounded-lg border border-line">
        {secrets.map((secret) => (
          <SecretRow key={secret.id} secret={secret}>
            <Button
              size="sm"
              variant="ghost"
              aria-label={`Delete ${secret.label}`}
              icon={<Trash2 size={14} />}
              onClick={() => setRemoving(secret)}
            />
          </SecretRow>
        ))}
      </ul>
      <ConfirmDialog
        open={removing !== null}
        onClose={() => setRemoving(null)}
        title={`Delete ${removing?.label ?? 'the secret'}?`}
        confirmLabel="Delete"
        danger
        onConfirm={async () => {
          if (removing !== null)
            await remove.mutateAsync({ id: removing.id }).catch(() => undefined);
        }}
      >
        Requests signed with it no longer verify. Captures keep their verdicts.
      </ConfirmDialog>
    </>
  );
}
