import { later } from '../ui/parts/later.tsx';
import { closeReplayDialog, useReplayDialog } from './replay-dialog-store.ts';

const ManyReplaysDialog = later(
  'The replay',
  async () => (await import('./many-replays-dialog.tsx')).ManyReplaysDialog,
);

/** What the dialog needs, fetched before it is asked for. */
export const fetchReplayDialogs = async (): Promise<void> => {
  await ManyReplaysDialog.fetch();
};

/** Where the dialog that sends several captures appears. Stands once in the page. */
export function ReplayDialogHost() {
  const request = useReplayDialog((state) => state.request);
  if (request === null || request.captureIds.length < 2) return null;
  return <ManyReplaysDialog ids={request.captureIds} onClose={closeReplayDialog} />;
}
