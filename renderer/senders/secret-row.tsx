import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { SenderSecret } from '../../preload/contract/signatures/secrets.ts';
import { api, query } from '../api/client.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { sayNot } from '../ui/say-not.ts';
import { Moment } from '../ui/time/moment.tsx';
import { HoldToReveal } from './hold-to-reveal.tsx';
import { PublicKeyButtons } from './public-key-buttons.tsx';
import { useProviderLabel, useSenderChange } from './use-senders.ts';

/** One secret: its end, its age, and when it last verified a capture. */
export function SecretRow({ secret, children }: { secret: SenderSecret; children?: ReactNode }) {
  const retire = useSenderChange(api.signatures.retireSecret, { failed: 'Not changed' });
  const fits = useQuery(query.signatures.lastFits.queryOptions()).data;
  const ofProvider = useProviderLabel(secret.owner.provider);
  const [shown, setShown] = useState<string | null>(null);
  const fit = fits?.find(({ secretId }) => secretId === secret.id);
  const show = (isShown: boolean): void => {
    if (!isShown) setShown(null);
    else {
      setShown('');
      api.signatures
        .revealSecret({ id: secret.id })
        // Let go meanwhile: it is not shown any more.
        .then(({ value }) => setShown((now) => (now === null ? null : value)))
        .catch(sayNot('Not shown'));
    }
  };
  return (
    <li className="flex flex-col gap-1 px-3 py-2">
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="min-w-0 truncate font-medium">{secret.label}</span>
        {shown ? (
          <code className="wire min-w-0 break-all">{shown}</code>
        ) : (
          secret.last4 !== '' && <span className="wire text-muted">…{secret.last4}</span>
        )}
        {secret.isTestKey && <Badge tone="info">test key</Badge>}
        {secret.retiring && <Badge tone="warn">verifies, does not sign</Badge>}
        {secret.owner.provider !== null && (
          <span className="text-sm text-muted">
            {secret.owner.endpointId === null ? `all of ${ofProvider}` : ofProvider}
          </span>
        )}
      </span>
      <span className="flex flex-wrap items-center gap-1">
        <span className="text-sm text-muted">
          Added <Moment at={secret.createdAt} />
          {fit === undefined ? (
            fits !== undefined && ', has not verified a recent capture'
          ) : (
            <>
              , last fitted <Moment at={fit.at} />
            </>
          )}
        </span>
        <span className="ml-auto flex flex-wrap items-center justify-end gap-1">
          <PublicKeyButtons secret={secret} />
          <HoldToReveal what={secret.label} onShow={show} />
          <CopyButton
            label={`Copy ${secret.label}`}
            getText={async () => (await api.signatures.revealSecret({ id: secret.id })).value}
          />
          <Button
            size="sm"
            disabled={retire.isPending}
            onClick={() => retire.mutate({ id: secret.id, retiring: !secret.retiring })}
          >
            {secret.retiring ? 'Sign with it again' : 'Keep verifying, stop signing'}
          </Button>
          {children}
        </span>
      </span>
    </li>
  );
}
