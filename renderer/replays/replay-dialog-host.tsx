import { ManyReplaysDialog } from './many-replays-dialog.tsx';
import { OneReplayDialog } from './one-replay-dialog.tsx';
import { closeReplayDialog, useReplayDialog } from './replay-dialog-store.ts';

/** Where replay dialogs appear. Stands once in the page. */
export function ReplayDialogHost() {
  const request = useReplayDialog((state) => state.request);
  if (request === null) return null;
  const [id, ...more] = request.captureIds;
  if (id === undefined) return null;
  if (more.length > 0) {
    return <ManyReplaysDialog ids={request.captureIds} onClose={closeReplayDialog} />;
  }
  return (
    <OneReplayDialog
      key={id}
      id={id}
      edit={request.edit}
      signature={request.signature ?? 'keep'}
      onClose={closeReplayDialog}
    />
  );
}
