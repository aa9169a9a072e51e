import type { CaptureDetail } from '../../../preload/contract/captures.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { api } from '../../api/client.ts';
import { formatRoute } from '../../navigation/route.ts';
import { copyText } from '../../ui/copy/copy-text.ts';
import { sayNot } from '../../ui/say-not.ts';
import { toast } from '../../ui/toast.tsx';

/** Runs what a person asked for; a failure is said in a toast with what to do next. */
export function run(title: string, work: () => Promise<unknown>): void {
  work().catch(sayNot(title));
}

/** Deletes one capture and offers to bring it back. */
export async function removeCapture(id: CaptureId): Promise<void> {
  const { undo } = await api.captures.remove({ id });
  const bringBack = async (token: string): Promise<void> => {
    await api.captures.undo({ undo: token });
    toast({ title: 'Restored', tone: 'good' });
  };
  toast({
    title: 'Deleted 1 capture',
    ...(undo !== null && {
      action: { label: 'Undo', onSelect: () => run('Could not restore', () => bringBack(undo)) },
    }),
  });
}

/** Copies the address of this page with the capture open. */
export async function copyLink(detail: CaptureDetail): Promise<void> {
  const url = new URL(formatRoute({ page: 'captures', id: detail.id }), window.location.href);
  await copyText(url.href);
  toast({ title: 'Copied the link' });
}
