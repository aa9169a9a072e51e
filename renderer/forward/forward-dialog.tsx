import { useOverlay } from '../navigation/overlays.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ForwardPanel } from './forward-panel.tsx';
import { INBOX } from './use-forward.ts';

/** The field of the status bar, with the focus in it. */
export function ForwardDialog() {
  const open = useOverlay((s) => s.open === 'forward');
  const close = useOverlay((s) => s.close);
  return (
    <Dialog
      open={open}
      onClose={close}
      title="Forward to your server"
      description="What no other endpoint takes. Bytes and signature stay as they came."
      size="sm"
    >
      {open && <ForwardPanel endpointId={INBOX} onDone={close} />}
    </Dialog>
  );
}
