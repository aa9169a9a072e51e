import type { Status } from '../../../../preload/contract/system.ts';
import { findEngine, type Where } from '../../connection/find-engine.ts';
import { print, printError } from '../../print.ts';
import { EXIT } from '../../exit-code.ts';

/** Containers wait a few seconds for an answer, and count a late one as none. */
const PATIENCE_MS = 2000;

/** Says in one line whether webhooks are taken, and sets the exit code: 0 or 1, whatever is wrong. */
export async function runHealth(where: Where): Promise<void> {
  const why = await problem(where);
  if (why === undefined) print('Webhooks are taken.');
  else {
    printError(why);
    process.exitCode = EXIT.no;
  }
}

async function problem(where: Where): Promise<string | undefined> {
  try {
    const engine = await findEngine(where);
    const status = await engine.ask('GET', '/status', undefined, { timeoutMs: PATIENCE_MS });
    const { capture } = status as Status;
    return capture.state === 'paused' ? `Nothing is captured: ${capture.why}` : undefined;
  } catch (error) {
    // Whoever asks wants one of two answers: a folder that cannot be read is no mistake of theirs.
    if (error instanceof Error) return error.message;
    throw error;
  }
}
