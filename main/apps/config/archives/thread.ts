import { Worker } from 'node:worker_threads';
import { BackstitchError } from '../../../lib/errors.ts';
import { workerFile } from '../../../lib/child-process/worker-file.ts';
import type { AppFiles, FoundApp } from '../app-files.ts';
import {
  type ArchiveAnswers,
  type ArchiveOrder,
  type ArchiveOutcome,
  packFiles,
  unpackFiles,
} from './protocol.ts';

const LIMIT_MS = 120_000;
const HEAP_MB = 512;

/**
 * Does one order in a thread of its own, which ends with it: unpacking 50 MB takes a second or more,
 * and requests are taken meanwhile. The thread holds no database, so it may be ended at any time.
 *
 * @throws BackstitchError IMPORT_FAILED
 */
function inThread<K extends ArchiveOrder['kind']>(
  order: Extract<ArchiveOrder, { kind: K }>,
  transfer: ArrayBuffer[] = [],
): Promise<ArchiveAnswers[K]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerFile('apps/config/archives/worker', 'archive-worker'), {
      workerData: order,
      transferList: transfer,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    const fail = (message: string, hint?: string, cause?: unknown): void => {
      clearTimeout(timer);
      reject(new BackstitchError('IMPORT_FAILED', message, { field: 'directory', hint, cause }));
    };
    const timer = setTimeout(() => {
      fail('The archive took longer than two minutes and was given up.');
      void worker.terminate();
    }, LIMIT_MS);
    worker.once('message', (outcome: ArchiveOutcome) => {
      clearTimeout(timer);
      // The worker answers in the form that the order asks for.
      if (outcome.ok) resolve(outcome.answer as ArchiveAnswers[K]);
      else fail(outcome.message, outcome.hint);
    });
    worker.once('error', (cause) =>
      fail(`The archive cannot be read or written: ${cause.message}.`, undefined, cause),
    );
    worker.once('exit', () => fail('The archive could not be read or written.'));
  });
}

/** @throws BackstitchError IMPORT_FAILED */
export async function readZipApart(zip: Uint8Array, name: string): Promise<FoundApp> {
  const found = await inThread<'read-zip'>({ kind: 'read-zip', zip, name });
  return { ...found, files: unpackFiles(found.files) };
}

/** An app as a zip. */
export async function writeZipApart(files: AppFiles): Promise<Uint8Array<ArrayBuffer>> {
  const packed = packFiles(files);
  return inThread<'write-zip'>({ kind: 'write-zip', files: packed }, [packed.bytes.buffer]);
}

/** @see unpackPackages */
export function unpackPackagesApart(
  archive: Uint8Array,
  name: string,
  folder: string,
): Promise<ArchiveAnswers['unpack-packages']> {
  return inThread<'unpack-packages'>({ kind: 'unpack-packages', archive, name, folder });
}
