import { parentPort, workerData } from 'node:worker_threads';
import { unpackPackages } from '../../../functions/modules/unpack-packages.ts';
import { BackstitchError } from '../../../lib/errors.ts';
import { writeZip } from '../export-app.ts';
import { readZip } from '../import-source.ts';
import { type ArchiveOrder, packFiles, unpackFiles } from './protocol.ts';

/** The answer to an order, with the memory that may go along without being copied. */
async function answer(order: ArchiveOrder): Promise<{ answer: unknown; memory: ArrayBuffer[] }> {
  switch (order.kind) {
    case 'read-zip': {
      const found = readZip(order.zip, order.name);
      const files = packFiles(found.files);
      return { answer: { ...found, files }, memory: [files.bytes.buffer] };
    }
    case 'write-zip': {
      const zip = writeZip(unpackFiles(order.files));
      return { answer: zip, memory: [zip.buffer] };
    }
    case 'unpack-packages': {
      const { archive, name, folder } = order;
      return { answer: await unpackPackages(archive, name, folder), memory: [] };
    }
  }
}

try {
  // Posted by `thread.ts`, which knows the form.
  const done = await answer(workerData as ArchiveOrder);
  parentPort?.postMessage({ ok: true, answer: done.answer }, done.memory);
} catch (error) {
  if (!(error instanceof BackstitchError)) throw error;
  parentPort?.postMessage({ ok: false, message: error.message, hint: error.hint }, []);
}
