import { setTimeout as delay } from 'node:timers/promises';
import type { Import } from '../../../../preload/contract/interchange/imports.ts';
import { BackstitchError } from '../../../lib/errors.ts';
import type { Connection } from '../../connection/connection.ts';
import type { StreamEvent } from '../../connection/event-stream.ts';
import { printError, printStatus } from '../../print.ts';

/** Where lines stay, one says so often how far it is. */
const LINE_EVERY_MS = 5000;
/** So often an engine is asked for an import that it has not heard of yet. */
const ASK_AGAIN_MS = 50;

/** How far an import is, in words; undefined where nothing of it is running. */
export function progressLine({ state, progress, file }: Import): string | undefined {
  if (progress === null) return undefined;
  const { added, entries, bytesRead, bytes } = progress;
  const mb = (size: number): string => (size / 1e6).toFixed(1);
  const read = bytes === null ? `${mb(bytesRead)} MB` : `${mb(bytesRead)} of ${mb(bytes)} MB`;
  if (state === 'receiving') return `Taking it in: ${read}`;
  if (state === 'reading') return `Looking through it: ${read}, ${entries} entries`;
  const total = (file?.entries ?? 0) + (file?.problemCount ?? 0);
  const part = total === 0 ? 0 : Math.min(100, Math.floor((entries * 100) / total));
  return `${part} %: ${added} imported, ${read} read`;
}

/** The live stream of an import, also of one whose file the engine is just about to be given. */
export async function* followImport(
  engine: Connection,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent, void, void> {
  for (;;) {
    try {
      yield* engine.follow(`/imports/${id}/live`, signal);
      return;
    } catch (error) {
      const isEarly = error instanceof BackstitchError && error.code === 'IMPORT_NOT_FOUND';
      if (!isEarly || signal.aborted) throw error;
      await delay(ASK_AGAIN_MS, undefined, { signal });
    }
  }
}

/**
 * Says how far an import is until it ends: on a terminal in one line, elsewhere with a line now and then.
 *
 * @param events of its live stream; where they break off, nothing more is said
 * @param read what its file holds, as far as that is known
 */
export async function tellProgress(
  events: AsyncIterable<StreamEvent>,
  read: Pick<Import, 'file'>,
  now: () => number = () => performance.now(),
): Promise<void> {
  const isTerminal = process.stderr.isTTY;
  let toldAt = now();
  try {
    for await (const { event, data } of events) {
      if (event !== 'message') continue;
      // Of our own engine, about the file that was read.
      const line = progressLine({ ...(data as Import), file: read.file });
      if (line === undefined) continue;
      if (isTerminal) printStatus(line);
      else if (now() - toldAt >= LINE_EVERY_MS) {
        toldAt = now();
        printError(line);
      }
    }
  } catch {
    // The import itself tells what goes wrong: this only says how far it is.
  }
  if (isTerminal) printStatus('');
}
