import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import type { Destination, SigningSecret } from '../../preload/contract/destinations.ts';
import { api } from '../api/client.ts';
import { exact } from '../ui/time/moments.ts';
import { useDeliveryChange } from './use-delivery-change.ts';
import { Section } from '../ui/section.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { useProviderLabel } from '../senders/use-senders.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Field, NumberInput } from '../ui/field.tsx';

/** The secrets that sign, newest first; shown by their end, copied whole. */
export function SecretsSection({ destination, now }: { destination: Destination; now: number }) {
  const { id, secrets, signing } = destination;
  const played = useProviderLabel(signing);
  const [rotating, setRotating] = useState(false);
  const [hours, setHours] = useState<number | null>(24);
  const rotate = useDeliveryChange(
    (overlapHours: number) => api.destinations.rotate({ id, overlapHours }),
    { done: 'Rotated the secret', failed: 'Not rotated' },
  );
  const fits = hours !== null && hours >= 0 && hours <= 168;
  if (signing === 'none') {
    return (
      <Section title="Signing secrets" help="Messages to this destination are not signed.">
        {null}
      </Section>
    );
  }
  return (
    <Section
      title="Signing secrets"
      help={
        signing === 'standard'
          ? 'Standard Webhooks: the receiver verifies webhook-signature with this secret. While two are valid, both sign.'
          : `Signed as ${played} signs: the receiver verifies with the secret, whole.`
      }
    >
      <ul className="flex flex-col divide-y divide-line rounded-lg border border-line bg-surface">
        {secrets.map((secret) => (
          <li key={secret.id} className="flex flex-wrap items-center gap-3 px-4 py-2.5">
            <span className="wire">whsec_…{secret.last4}</span>
            <span className="min-w-0 flex-1 text-sm text-muted">{lifeOf(secret, now)}</span>
            <CopyButton
              label={`Copy the secret that ends in ${secret.last4}`}
              text="Copy"
              getText={async () =>
                (await api.destinations.secret({ id, secretId: secret.id })).value
              }
            />
          </li>
        ))}
      </ul>
      <div>
        <Button icon={<RefreshCw size={14} />} onClick={() => setRotating(true)}>
          Rotate
        </Button>
      </div>
      <ConfirmDialog
        open={rotating}
        onClose={() => setRotating(false)}
        title="Rotate the secret?"
        confirmLabel="Rotate"
        onConfirm={async () => {
          if (!fits) throw new Error('not a time');
          await rotate.mutateAsync(hours);
        }}
      >
        <div className="flex flex-col gap-3">
          <p>
            A new secret signs from now on. The old one keeps signing too for a while, to give the
            receiver time to change.
          </p>
          <Field
            label="Keep the old one for"
            error={fits ? null : 'From 0 to 168 hours.'}
            help="0 drops it at once. Use this if it leaked."
          >
            <NumberInput suffix="hours" value={hours} onValueChange={setHours} />
          </Field>
        </div>
      </ConfirmDialog>
    </Section>
  );
}

function lifeOf({ createdAt, signsUntil }: SigningSecret, now: number): string {
  const made = `made ${exact(createdAt, now)}`;
  return signsUntil === null ? `${made}, signs` : `${made}, signs until ${exact(signsUntil, now)}`;
}
