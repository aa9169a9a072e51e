import type { CaptureId } from '../../preload/contract/shapes.ts';
import { api } from '../api/client.ts';
import { navigate } from '../navigation/route.ts';
import { toast } from '../ui/toast.tsx';
import { attempt } from './list-actions.ts';
import { rowTerms } from './menu/row-terms.ts';

/**
 * Opens the next capture of the same event of the same sender; where a capture tells no event, the
 * next one with its path. The search of the list does not matter.
 *
 * @param way to an older one, or to a newer one.
 */
export async function openSameEvent(id: CaptureId, way: 'older' | 'newer'): Promise<void> {
  await attempt('Not opened', async () => {
    const capture = await api.captures.get({ id });
    const terms = rowTerms(capture, '').map(({ term }) => term);
    const wanted = capture.eventType === null ? ['path'] : ['provider', 'event'];
    const search = terms.filter((term) => wanted.some((field) => term.startsWith(`${field}:`)));
    // A path that is not searched for, because it holds a secret, would find everything.
    if (search.length === 0) return void toast({ title: 'This capture has no event to go by' });
    const order = way === 'older' ? 'newest' : 'oldest';
    const found = await api.captures.list({
      search: search.join(' '),
      order,
      before: id,
      limit: 1,
    });
    const [next] = found.items;
    if (next === undefined) toast({ title: `No ${way} capture of this event` });
    else navigate({ page: 'captures', id: next.id }, { replace: true });
  });
}
