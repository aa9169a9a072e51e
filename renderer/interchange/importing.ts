import { create } from 'zustand';
import type { Import } from '../../preload/contract/interchange/imports.ts';
import { api } from '../api/client.ts';
import { formatPlural } from '../ui/format.ts';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';
import { uploadFile } from './upload.ts';

interface ImportNow {
  /** The name of a file that is being read; null while none is. */
  reading: string | null;
  /** How much of it has been sent, from 0 to 1; null where all of it has been. */
  sent: number | null;
  /** What is to be imported; the dialog is open while there is something. */
  read: Import | null;
}

/** What the import dialog is about. */
export const useImportNow = create<ImportNow>(() => ({ reading: null, sent: null, read: null }));

/** Reads a file and shows what is in it. Nothing is imported yet. */
export async function takeFile(file: File): Promise<void> {
  if (useImportNow.getState().reading !== null) return;
  discardRead();
  useImportNow.setState({ reading: file.name, sent: null });
  try {
    const read = await uploadFile(file, (sent) => useImportNow.setState({ sent }));
    useImportNow.setState({ read });
  } catch (error) {
    sayNot(`${file.name} cannot be imported`)(error);
  } finally {
    useImportNow.setState({ reading: null });
  }
}

/**
 * Shows a file that was read elsewhere: the desktop app reads one that was opened with it, and leads here by address.
 * The address is taken away, so that going back does not open it again.
 */
export async function takeRead(hash: string): Promise<void> {
  const [, id] = /^#\/import\/([\w-]{1,40})$/.exec(hash) ?? [];
  if (id === undefined) return;
  window.location.replace('#/captures');
  try {
    const read = await api.imports.get({ id });
    discardRead();
    useImportNow.setState({ read });
  } catch (error) {
    sayNot('The file cannot be imported')(error);
  }
}

/** Asks for a file. */
export function pickFile(): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file !== undefined) void takeFile(file);
  });
  input.click();
}

/** Closes the dialog and deletes the file that was read for it. */
export function discardRead(): void {
  const { read } = useImportNow.getState();
  useImportNow.setState({ read: null });
  // It goes by itself within the hour.
  if (read !== null) api.imports.remove({ id: read.id }).catch(() => {});
}

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
