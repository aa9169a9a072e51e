import { create } from 'zustand';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { api } from '../api/client.ts';
import { navigate } from '../navigation/route.ts';
import { toast } from '../ui/toast.tsx';

/** As many as one table can hold side by side. */
export const MOST_COMPARED = 20;

/** What was selected when the comparison was opened: offered where another side is picked. */
export const useSelectedThen = create<{ ids: readonly CaptureId[] }>(() => ({ ids: [] }));

/**
 * Opens the comparison of captures: of one with the previous of its event, else with one of the same
 * path; of two with each other; of up to 20 as a series. Older ones stand on the left.
 */
export async function openCompare(ids: readonly CaptureId[]): Promise<void> {
  const [only] = ids;
  if (only === undefined) return;
  useSelectedThen.setState({ ids: ids.length > 1 ? ids.slice(0, MOST_COMPARED) : [] });
  if (ids.length > MOST_COMPARED) {
    const description = `Select 2 to ${MOST_COMPARED} captures.`;
    toast({ title: 'Not compared', description, tone: 'bad' });
    return;
  }
  if (ids.length > 1) {
    // Ids sort by arrival.
    navigate({ page: 'compare', ids: ids.toSorted() });
    return;
  }
  const [partner] = await api.compare.partners({ id: only });
  if (partner === undefined) {
    const description = 'There is no other capture of this event, nor of its path.';
    toast({ title: 'Nothing to compare with', description });
    return;
  }
  navigate({ page: 'compare', ids: [partner.capture.id, only].toSorted() });
}
