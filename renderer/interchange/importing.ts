import { create } from 'zustand';
import type { Import } from '../../preload/contract/interchange/imports.ts';
import { api } from '../api/client.ts';
import { readProblem } from '../ui/read-problem.ts';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';
import { uploadFile } from './upload.ts';

/** A file that is on its way in. */
export interface ReadingNow {
  id: Import['id'];
  name: string;
  sizeBytes: number;
  /** sending: its bytes go to Backstitch, which then looks through them. */
  step: 'sending' | 'looking';
  /** Of the file, in this step. */
  bytesRead: number;
  /** Entries that were found so far. */
  entries: number;
  isStopping: boolean;
}

interface ImportNow {
  /** What is being read; null while nothing is. */
  reading: ReadingNow | null;
  /** What is to be imported; the dialog is open while there is something. */
  read: Import | null;
}

/** What the import dialog is about. */
export const useImportNow = create<ImportNow>(() => ({ reading: null, read: null }));

const change = (patch: Partial<ReadingNow>): void =>
  useImportNow.setState(({ reading }) => ({ reading: reading && { ...reading, ...patch } }));

/** Ends sending, where that is possible. */
let stopSending: AbortController | undefined;
/** So often the engine is asked for a file that it has not heard of yet. */
const ASK_AGAIN_MS = 100;

/** Reads a file and shows what is in it. Nothing is imported yet. */
export async function takeFile(file: File): Promise<void> {
  if (useImportNow.getState().reading !== null) return;
  discardRead();
  const id = crypto.randomUUID() as string as Import['id'];
  const { name, size: sizeBytes } = file;
  const facts = { id, name, sizeBytes, step: 'sending', bytesRead: 0, entries: 0 } as const;
  useImportNow.setState({ reading: { ...facts, isStopping: false } });
  const over = new AbortController();
  stopSending = new AbortController();
  const told = followReading(id, over.signal);
  try {
    useImportNow.setState({ read: await uploadFile(file, id, stopSending.signal) });
  } catch (error) {
    if (readProblem(error).code === 'IMPORT_STOPPED') toast({ title: `Stopped reading ${name}` });
    else sayNot(`${name} cannot be imported`)(error);
  } finally {
    over.abort();
    await told;
    useImportNow.setState({ reading: null });
  }
}

/** Gives up what is being read; Backstitch deletes what came of it. */
export async function stopReading(): Promise<void> {
  const { reading } = useImportNow.getState();
  if (reading === null || reading.isStopping) return;
  change({ isStopping: true });
  // A browser hangs up, and the engine hears that; the desktop app, and one whose socket is slow, are told.
  stopSending?.abort();
  await api.imports.cancel({ id: reading.id }).catch(() => {});
}

/** The call that sends the file says what goes wrong: this only tells how far it is. */
async function followReading(id: Import['id'], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const { state, progress } of await api.imports.live({ id }, { signal })) {
        if (progress === null) return;
        const { bytesRead, entries } = progress;
        change({ step: state === 'receiving' ? 'sending' : 'looking', bytesRead, entries });
      }
      return;
    } catch {
      // Its first byte is not there yet, or the connection broke off.
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    }
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
