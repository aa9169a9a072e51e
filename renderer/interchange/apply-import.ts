import type { Import } from '../../preload/contract/interchange/imports.ts';
import { api } from '../api/client.ts';
import { formatPlural } from '../ui/format.ts';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';
import { useImportNow } from './importing.ts';

/**
 * Adds what is new in the file, or all of it, and offers to take it back, also where it was canceled in the middle.
 *
 * @param step is told how far it is
 */
export async function importRead(
  { id, name }: Import,
  duplicates: 'skip' | 'again',
  step: (now: Import) => void,
): Promise<void> {
  const over = new AbortController();
  const applied = api.imports.apply({ id, duplicates });
  const told = follow(id, step, over.signal);
  try {
    const { imported, canceled } = await applied;
    useImportNow.setState({ read: null });
    if (canceled && imported === 0) {
      toast({ title: 'Nothing was imported', description: name });
      return;
    }
    toast({
      title: `${canceled ? 'Stopped. Imported' : 'Imported'} ${formatPlural(imported, 'capture')}`,
      description: canceled ? `They stay unless you undo this import of ${name}.` : name,
      tone: canceled ? 'warn' : 'good',
      action: { label: 'Undo', onSelect: () => void undoImport(id) },
    });
  } finally {
    over.abort();
    await told;
  }
}

/** The call that imports says what goes wrong: this only tells how far it is. */
async function follow(
  id: Import['id'],
  step: (now: Import) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const now of await api.imports.live({ id }, { signal })) step(now);
  } catch {
    // It ended with the import, or with the connection.
  }
}

/** What was added until then stays. */
export const cancelImport = (id: Import['id']): Promise<unknown> => api.imports.cancel({ id });

async function undoImport(id: Import['id']): Promise<void> {
  try {
    const { removed } = await api.imports.undo({ id });
    toast({ title: `Took back ${formatPlural(removed, 'imported capture')}`, tone: 'good' });
  } catch (error) {
    sayNot('Could not undo the import')(error);
  }
}
