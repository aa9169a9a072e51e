import type { Import } from '../../../../preload/contract/interchange/imports.ts';
import type { StreamEvent } from '../../connection/event-stream.ts';
import { printError, printStatus } from '../../print.ts';

/** Where lines stay, one says so often how far it is. */
const LINE_EVERY_MS = 5000;

/** How far a running import is, in words; undefined where it is not running. */
export function progressLine({ progress, file }: Import): string | undefined {
  if (progress === null) return undefined;
  const { added, entries, bytesRead, bytes } = progress;
  const total = (file?.entries ?? 0) + (file?.problemCount ?? 0);
  const part = total === 0 ? 0 : Math.min(100, Math.floor((entries * 100) / total));
  const mb = (size: number): string => (size / 1e6).toFixed(1);
  return `${part} %: ${added} imported, ${mb(bytesRead)} of ${mb(bytes)} MB read`;
}

/**
 * Says how far an import is until it ends: on a terminal in one line, elsewhere with a line now and then.
 *
 * @param events of its live stream; where they break off, nothing more is said
 */
export async function tellProgress(
  events: AsyncIterable<StreamEvent>,
  read: Import,
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
