import { useState } from 'react';
import { ForwardPanel } from '../forward/forward-panel.tsx';
import { INBOX } from '../forward/use-forward.ts';
import { toast } from '../ui/toast.tsx';
import { AwayList } from './away-list.tsx';
import { TunnelForm } from './tunnel-form.tsx';
import { useTunnel } from './use-tunnel.ts';

/**
 * How the tunnel stands, how it is set up, and where goes what comes through it.
 *
 * @param props.onDone after it was saved or left; without it, it stays where it is
 */
export function TunnelPanel({ onDone }: { onDone?: () => void }) {
  const state = useTunnel();
  const [round, setRound] = useState(0);
  if (!state) return null;
  const again = (): void => {
    toast({ title: 'Tunnel saved' });
    setRound(round + 1);
  };
  return (
    <>
      <TunnelForm key={round} state={state} onDone={onDone ?? again} onCancel={onDone} />
      <AwayList onLeave={onDone} />
      {state.config.mode !== 'off' && (
        <section className="mt-5 border-t border-line pt-4">
          <h3 className="pb-2 font-semibold">What comes through it</h3>
          <ForwardPanel endpointId={INBOX} />
        </section>
      )}
    </>
  );
}
