import { later } from '../ui/parts/later.tsx';
import { closeReplay, useOpenReplay } from './open-replay.ts';

const ManyReplaysDialog = later(
  'The replay',
  async () => (await import('./many-replays-dialog.tsx')).ManyReplaysDialog,
);

/** What the dialog needs, fetched before it is asked for. */
export const fetchManyReplays = async (): Promise<void> => {
  await ManyReplaysDialog.fetch();
};

/** Where the dialog that sends several captures appears. Stands once in the page. */
export function ManyReplaysHost() {
  const request = useOpenReplay((state) => state.request);
  if (request === null || request.captureIds.length < 2) return null;
  return <ManyReplaysDialog ids={request.captureIds} onClose={closeReplay} />;
}
