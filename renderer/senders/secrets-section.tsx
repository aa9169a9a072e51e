import { useQuery } from '@tanstack/react-query';
import { KeyRound, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ProviderInfo, SenderSecret } from '../../preload/contract/signatures.ts';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { api, query } from '../api/client.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { PublicKeyButtons } from './public-key-buttons.tsx';
import { SecretForm } from './secret-form.tsx';
import { useProviderLabel, useSenderChange } from './use-senders.ts';

/** The secrets believed at an endpoint: several at a time, so that they can be rotated. */
export function SecretsSection(props: { endpointId: EndpointId; provider: ProviderInfo | null }) {
  const { endpointId, provider } = props;
  const secrets = useQuery(query.signatures.secrets.queryOptions({ input: { endpointId } }));
  const [removing, setRemoving] = useState<SenderSecret | null>(null);
  const remove = useSenderChange(api.signatures.removeSecret, { failed: 'Not removed' });
  const testKey = useSenderChange(api.signatures.addTestKey, {
    done: 'Made a test key',
    failed: 'Not made',
  });
  const list = secrets.data ?? [];
  const owner = { endpointId, provider: provider?.id ?? null };
  return (
    <section aria-labelledby="sender-secrets" className="flex flex-col gap-2">
      <h3 id="sender-secrets" className="font-semibold">
        Secrets
      </h3>
      {list.length === 0 ? (
        <p className="text-muted">No secrets yet. Add one to verify signatures.</p>
      ) : (
        <ul className="flex flex-col divide-y divide-line rounded-lg border border-line">
          {list.map((secret) => (
            <SecretRow key={secret.id} secret={secret} onRemove={() => setRemoving(secret)} />
          ))}
        </ul>
      )}
      <SecretForm
        owner={owner}
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
      <ConfirmDialog
        open={removing !== null}
        onClose={() => setRemoving(null)}
        title={`Remove ${removing?.label ?? 'the secret'}?`}
        confirmLabel="Remove"
        danger
        onConfirm={async () => {
          if (removing !== null)
            await remove.mutateAsync({ id: removing.id }).catch(() => undefined);
        }}
      >
        Requests signed with it no longer verify. Captures keep their verdicts.
      </ConfirmDialog>
    </section>
  );
}

function SecretRow({ secret, onRemove }: { secret: SenderSecret; onRemove: () => void }) {
  const retire = useSenderChange(api.signatures.retireSecret, { failed: 'Not changed' });
  const ofProvider = useProviderLabel(secret.owner.provider);
  return (
    <li className="flex flex-wrap items-center gap-x-2 gap-y-1 px-3 py-2">
      <span className="min-w-0 truncate font-medium">{secret.label}</span>
      {secret.last4 !== '' && <span className="wire text-muted">…{secret.last4}</span>}
      {secret.isTestKey && <Badge tone="info">test key</Badge>}
      {secret.retiring && <Badge tone="warn">retiring</Badge>}
      {secret.owner.provider !== null && (
        <span className="text-sm text-muted">
          {secret.owner.endpointId === null ? `all of ${ofProvider}` : ofProvider}
        </span>
      )}
      <span className="ml-auto flex items-center gap-1">
        <PublicKeyButtons secret={secret} />
        <CopyButton
          label={`Copy ${secret.label}`}
          getText={async () => (await api.signatures.revealSecret({ id: secret.id })).value}
        />
        <Button
          size="sm"
          disabled={retire.isPending}
          onClick={() => retire.mutate({ id: secret.id, retiring: !secret.retiring })}
        >
          {secret.retiring ? 'Sign with it again' : 'Retire'}
        </Button>
        <IconButton
          size="sm"
          label={`Remove ${secret.label}`}
          icon={<Trash2 size={14} />}
          onClick={onRemove}
        />
      </span>
    </li>
  );
}
