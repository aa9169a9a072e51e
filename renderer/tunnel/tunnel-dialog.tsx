import { ForwardPanel } from '../forward/forward-panel.tsx';
import { INBOX } from '../forward/use-forward.ts';
import { useOverlay } from '../navigation/overlays.ts';
import { Dialog } from '../ui/dialog.tsx';
import { TunnelForm } from './tunnel-form.tsx';
import { useTunnel } from './use-tunnel.ts';

/** Everything about the tunnel: how it stands and how it is set up. */
export function TunnelDialog() {
  const open = useOverlay((s) => s.open === 'tunnel');
  const close = useOverlay((s) => s.close);
  const state = useTunnel();
  return (
    <Dialog
      open={open}
      onClose={close}
      title="Tunnel"
      description="Gives your intake a public address."
    >
      {state && <TunnelForm key={String(open)} state={state} onDone={close} onCancel={close} />}
      {state && state.config.mode !== 'off' && (
        <section className="mt-5 border-t border-line pt-4">
          <h3 className="pb-2 font-semibold">What comes through it</h3>
          <ForwardPanel endpointId={INBOX} />
        </section>
      )}
    </Dialog>
  );
}
