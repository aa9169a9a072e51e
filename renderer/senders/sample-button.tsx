import { Send } from 'lucide-react';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { api } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import { toast } from '../ui/toast.tsx';
import { useProviders, useSenderChange } from './use-senders.ts';

/** Sends a signed event of a provider to an endpoint. */
export function SampleButton(props: {
  endpointId: EndpointId;
  /** Only samples of this one, where it has any. */
  provider?: string | null;
  className?: string;
}) {
  const providers = useProviders();
  const send = useSenderChange(api.signatures.sendSample, { failed: 'Not sent' });
  const own = providers.filter(({ id, samples }) => id === props.provider && samples.length > 0);
  const offered = (own.length > 0 ? own : providers).filter(({ samples }) => samples.length > 0);
  const sendOne = (sample: string, label: string): void =>
    send.mutate(
      { endpointId: props.endpointId, sample },
      {
        onSuccess: ({ status }) =>
          toast({ title: `${label} sent, answered ${status}`, tone: 'good' }),
      },
    );
  return (
    <span className={props.className}>
      <Menu
        align="start"
        trigger={<Button icon={<Send size={14} />}>Send a signed sample</Button>}
        items={offered.flatMap(({ label, samples }) =>
          samples.map(({ id, event }) => ({
            id,
            label: `${label}: ${event}`,
            onSelect: () => sendOne(id, `${label} ${event}`),
          })),
        )}
      />
    </span>
  );
}
