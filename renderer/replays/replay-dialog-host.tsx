import { later } from '../ui/parts/later.tsx';
import { closeReplayDialog, useReplayDialog } from './replay-dialog-store.ts';

const ManyReplaysDialog = later(
  'The replay',
  async () => (await import('./many-replays-dialog.tsx')).ManyReplaysDialog,
);
const OneReplayDialog = later(
  'The replay',
  async () => (await import('./one-replay-dialog.tsx')).OneReplayDialog,
);

/** What the dialogs need, fetched before one is asked for. */
export const fetchReplayDialogs = async (): Promise<void> => {
  await Promise.all([ManyReplaysDialog.fetch(), OneReplayDialog.fetch()]);
};

/** Where replay dialogs appear. Stands once in the page. */
export function ReplayDialogHost() {
  const request = useReplayDialog((state) => state.request);
  if (request === null) return null;
  const [id, ...more] = request.captureIds;
  if (id === undefined) return null;
  if (more.length > 0) {
    return <ManyReplaysDialog ids={request.captureIds} onClose={closeReplayDialog} />;
  }
  return <OneReplayDialog key={id} id={id} edit={request.edit} onClose={closeReplayDialog} />;
}
