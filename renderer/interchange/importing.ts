import { create } from 'zustand';
import type { Import } from '../../preload/contract/interchange/imports.ts';
import { api, isDesktop } from '../api/client.ts';
import { formatPlural } from '../ui/format.ts';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';

interface ImportNow {
  /** The name of a file that is being read; null while none is. */
  reading: string | null;
  /** What is to be imported; the dialog is open while there is something. */
  read: Import | null;
}

/** What the import dialog is about. */
export const useImportNow = create<ImportNow>(() => ({ reading: null, read: null }));

/** Reads a file and shows what is in it. Nothing is imported yet. */
export async function takeFile(file: File): Promise<void> {
  if (useImportNow.getState().reading !== null) return;
  discardRead();
  useImportNow.setState({ reading: file.name });
  try {
    useImportNow.setState({ read: await uploaded(file) });
  } catch (error) {
    sayNot(`${file.name} cannot be imported`)(error);
  } finally {
    useImportNow.setState({ reading: null });
  }
}

/**
 * What one message of the connection holds, with room for what is around the file. Plain HTTP would hold more, but
 * browsers leave out the `Origin` there by which a change is known to come from this page.
 */
const MOST_BYTES = 60 * 1024 * 1024;

async function uploaded(file: File): Promise<Import> {
  if (isDesktop || file.size <= MOST_BYTES) return api.imports.upload({ file, name: file.name });
  throw Object.assign(new Error('A page in a browser takes files of 60 MB at most.'), {
    data: { hint: 'Use backstitch import in a terminal, or the desktop app: they take 1 GB.' },
  });
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

/** Adds what is new in the file, or all of it, and offers to take it back. */
export async function importRead(
  { id, name }: Import,
  duplicates: 'skip' | 'again',
): Promise<void> {
  const { imported } = await api.imports.apply({ id, duplicates });
  useImportNow.setState({ read: null });
  toast({
    title: `Imported ${formatPlural(imported, 'capture')}`,
    description: name,
    tone: 'good',
    action: { label: 'Undo', onSelect: () => void undoImport(id) },
  });
}

async function undoImport(id: Import['id']): Promise<void> {
  try {
    const { removed } = await api.imports.undo({ id });
    toast({ title: `Took back ${formatPlural(removed, 'imported capture')}`, tone: 'good' });
  } catch (error) {
    sayNot('Could not undo the import')(error);
  }
}
