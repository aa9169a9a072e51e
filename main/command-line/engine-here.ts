import { startEngine } from '../engine/engine.ts';
import { BackstitchError } from '../lib/errors.ts';
import { createLog } from '../lib/log.ts';

/**
 * An engine for one command, where none runs on the data directory.
 *
 * @throws BackstitchError DATA_DIR_LOCKED, with how to reach the one that runs
 */
export async function openHere(dataDir: string) {
  const log = createLog('warn');
  const intake = { port: 0 };
  try {
    return await startEngine({ dataDir, face: 'browser', log, intake, quiet: true });
  } catch (cause) {
    if (!(cause instanceof BackstitchError) || cause.code !== 'DATA_DIR_LOCKED') throw cause;
    throw new BackstitchError(cause.code, cause.message, {
      hint: 'Pass its --control-port, and its token in the variable BACKSTITCH_TOKEN.',
      cause,
    });
  }
}
