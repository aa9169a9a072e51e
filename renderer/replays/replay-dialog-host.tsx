import { ManyReplaysDialog } from './many-replays-dialog.tsx';
import { closeReplayDialog, useReplayDialog } from './replay-dialog-store.ts';

/** Where the dialog that sends several captures appears. Stands once in the page. */
export function ReplayDialogHost() {
  const request = useReplayDialog((state) => state.request);
  if (request === null || request.captureIds.length < 2) return null;
  return <ManyReplaysDialog ids={request.captureIds} onClose={closeReplayDialog} />;
}
