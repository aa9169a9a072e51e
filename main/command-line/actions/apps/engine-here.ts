import { startEngine } from '../../../engine/engine.ts';
import { BackstitchError } from '../../../lib/errors.ts';
import { createLog } from '../../../lib/log.ts';

/**
 * An engine for one command, where none runs on the data directory.
 *
 * @throws BackstitchError DATA_DIR_LOCKED where one began in the meantime
 */
export async function openHere(dataDir: string) {
  const log = createLog('warn');
  const intake = { port: 0 };
  try {
    return await startEngine({ dataDir, face: 'browser', log, intake, quiet: true });
  } catch (cause) {
    if (!(cause instanceof BackstitchError) || cause.code !== 'DATA_DIR_LOCKED') throw cause;
    throw new BackstitchError(cause.code, cause.message, {
      hint: 'It starts or stops just now. Try again.',
      cause,
    });
  }
}
