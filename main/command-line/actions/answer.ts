import { BackstitchError } from '../../lib/errors.ts';
import { EXIT, exitCodeOf } from '../exit-code.ts';
import { complain, printJson } from '../print.ts';

/** How a command ended: what `--json` prints of it, and the code it ends with. */
interface Ended {
  exit?: number;
  /** Why it is not 0. */
  reason?: string;
  [field: string]: unknown;
}

/**
 * Carries a command out. With `--json`, one object says how it ended, whatever happened; words for
 * people are the command's own.
 */
export async function answer(json: boolean, work: () => Promise<Ended>): Promise<void> {
  let ended: Ended;
  try {
    ended = await work();
  } catch (error) {
    if (!json || !(error instanceof BackstitchError)) throw error;
    complain(error);
    const { code, message, hint } = error;
    ended = { exit: exitCodeOf(error), reason: code, message, ...(hint !== undefined && { hint }) };
  }
  const { exit = 0, ...rest } = ended;
  if (json) printJson({ ok: exit === 0, exit, ...rest });
  process.exitCode = exit;
}

/** SIGINT and SIGTERM as a signal: what waits ends by itself, and prints what it had. */
export function interruption(): { signal: AbortSignal; exit: () => number; reason: string } {
  const stop = new AbortController();
  let exit = 0;
  const end = (code: number) => (): void => {
    exit = code;
    stop.abort();
  };
  process.once('SIGINT', end(EXIT.interrupted));
  process.once('SIGTERM', end(EXIT.terminated));
  return { signal: stop.signal, exit: () => exit, reason: 'interrupted' };
}
