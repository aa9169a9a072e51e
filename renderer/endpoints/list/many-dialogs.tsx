import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Endpoint } from '../../../preload/contract/endpoints.ts';
import { api } from '../../api/client.ts';
import { AllowHost } from '../../forward/allow-host.tsx';
import { ProviderSelect } from '../../senders/provider-select.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form/form-dialog.tsx';
import { formatPlural } from '../../ui/format.ts';
import { readProblem } from '../../ui/read-problem.ts';
import { toast } from '../../ui/toast.tsx';

interface ManyProps {
  endpoints: readonly Endpoint[];
  onClose: () => void;
}

/** Runs a change for each in turn; what was changed before one failed stays changed. */
function useForEach(change: (endpoint: Endpoint) => Promise<unknown>, done: () => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (endpoints: readonly Endpoint[]) => {
      for (const endpoint of endpoints) await change(endpoint);
    },
    onSuccess: done,
    onSettled: () => cache.invalidateQueries(),
  });
}

/** Lets one server answer several endpoints. */
export function ForwardManyDialog({ endpoints, onClose }: ManyProps) {
  const [address, setAddress] = useState('');
  const each = useForEach(
    ({ id }) => api.endpoints.forwardTo({ endpointId: id, address }),
    () => {
      toast({ title: `Forwarding ${formatPlural(endpoints.length, 'endpoint')} to ${address}` });
      onClose();
    },
  );
  const problem = each.error === null ? null : readProblem(each.error);
  const host = problem?.code === 'TARGET_NEEDS_ALLOW' ? problem.host : undefined;
  const run = (): void => each.mutate(endpoints);
  return (
    <FormDialog
      title={`Forward ${formatPlural(endpoints.length, 'endpoint')}`}
      action="Forward"
      blocked={address.trim() === '' || each.isPending}
      error={null}
      onSubmit={run}
      onClose={onClose}
    >
      <Field
        label="Forward to"
        help="A port such as 3000, or a URL. Your server answers the sender."
        error={host === undefined ? problem?.message : undefined}
      >
        <TextInput
          mono
          placeholder="3000"
          value={address}
          onValueChange={(text) => {
            each.reset();
            setAddress(text);
          }}
        />
      </Field>
      {host !== undefined && <AllowHost host={host} onAllowed={run} />}
    </FormDialog>
  );
}

/** Says of several endpoints who sends to them; the rest of their settings stays. */
export function SenderManyDialog({ endpoints, onClose }: ManyProps) {
  const [provider, setProvider] = useState('');
  const each = useForEach(
    async ({ id }) => {
      const settings = await api.signatures.settings({ endpointId: id });
      const next = provider === '' ? null : provider;
      // Only a known sender can be told from others.
      const refuse = next !== null && settings.refuse;
      await api.signatures.saveSettings({ ...settings, endpointId: id, provider: next, refuse });
    },
    () => {
      toast({ title: `Set the sender of ${formatPlural(endpoints.length, 'endpoint')}` });
      onClose();
    },
  );
  return (
    <FormDialog
      title={`Sender of ${formatPlural(endpoints.length, 'endpoint')}`}
      action="Set sender"
      blocked={each.isPending}
      error={each.error}
      onSubmit={() => each.mutate(endpoints)}
      onClose={onClose}
    >
      <Field label="Provider">
        <ProviderSelect value={provider} onValueChange={setProvider} withCustom={false} />
      </Field>
    </FormDialog>
  );
}
