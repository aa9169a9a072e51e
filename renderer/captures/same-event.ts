import type { CaptureId } from '../../preload/contract/shapes.ts';
import { api } from '../api/client.ts';
import { navigate } from '../navigation/route.ts';
import { toast } from '../ui/toast.tsx';
import { attempt } from './list-actions.ts';

/**
 * Opens the next capture of the same event, or of the same path where it tells no event. The engine
 * says which one it is; the search of the list does not matter.
 *
 * @param way to an older one, or to a newer one.
 */
export async function openSameEvent(id: CaptureId, way: 'older' | 'newer'): Promise<void> {
  await attempt('Not opened', async () => {
    const { by, capture } = await api.compare.neighbour({ id, way });
    if (capture === null) toast({ title: `No ${way} capture of this ${by}` });
    else navigate({ page: 'captures', id: capture.id }, { replace: true });
  });
}
