import { useOverlay } from '../navigation/overlays.ts';
import { Dialog } from '../ui/dialog.tsx';
import { TunnelPanel } from './tunnel-panel.tsx';

/** Everything about the tunnel: how it stands and how it is set up. */
export function TunnelDialog() {
  const open = useOverlay((s) => s.open === 'tunnel');
  const close = useOverlay((s) => s.close);
  return (
    <Dialog
      open={open}
      onClose={close}
      title="Tunnel"
      description="Gives your intake a public address."
    >
      {open && <TunnelPanel onDone={close} />}
    </Dialog>
  );
}
