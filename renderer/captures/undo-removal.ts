import { create } from 'zustand';
import { api } from '../api/client.ts';
import { formatPlural } from '../ui/format.ts';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';

type Removed = { count: number; undos: readonly string[] };

/** What this window deleted last and can bring back; null where there is nothing. */
export const useLastRemoval = create<{ last: Removed | null }>(() => ({ last: null }));

/** Says what was deleted, and offers to bring it back: here, and where the list is empty for it. */
export function offerUndo(count: number, undos: readonly string[]): void {
  const removed = { count, undos };
  if (undos.length > 0) useLastRemoval.setState({ last: removed });
  toast({
    title: `Deleted ${formatPlural(count, 'capture')}`,
    ...(undos.length > 0 && {
      action: { label: 'Undo', onSelect: () => void undoRemoval(removed) },
    }),
  });
}

/** Brings back what was deleted. It can be done once. */
export async function undoRemoval(removed: Removed): Promise<void> {
  if (useLastRemoval.getState().last === removed) useLastRemoval.setState({ last: null });
  try {
    let restored = 0;
    for (const undo of removed.undos) restored += (await api.captures.undo({ undo })).restored;
    toast({ title: `Restored ${formatPlural(restored, 'capture')}`, tone: 'good' });
  } catch (error) {
    sayNot('Could not restore')(error);
  }
}
