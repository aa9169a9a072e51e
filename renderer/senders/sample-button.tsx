import { Send } from 'lucide-react';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { api } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import { useProviders, useSenderChange } from './use-senders.ts';

/** Sends a signed event of a provider to an endpoint. */
export function SampleButton(props: {
  endpointId: EndpointId;
  /** Only samples of this one, where it has any. */
  provider?: string | null;
  className?: string;
}) {
  const providers = useProviders();
  const send = useSenderChange(
    ({ sample }: { sample: string; label: string }) =>
      api.signatures.sendSample({ endpointId: props.endpointId, sample }),
    { done: ({ status }, { label }) => `${label} sent, answered ${status}`, failed: 'Not sent' },
  );
  const own = providers.filter(({ id, samples }) => id === props.provider && samples.length > 0);
  const offered = (own.length > 0 ? own : providers).filter(({ samples }) => samples.length > 0);
  return (
    <span className={props.className}>
      <Menu
        align="start"
        trigger={<Button icon={<Send size={14} />}>Send a signed sample</Button>}
        items={offered.flatMap(({ label, samples }) =>
          samples.map(({ id, event }) => ({
            id,
            label: `${label}: ${event}`,
            onSelect: () => send.mutate({ sample: id, label: `${label} ${event}` }),
          })),
        )}
      />
    </span>
  );
}
