import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Fired {
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Answers of 2xx. */
  answered: number;
  /** Errors, and answers that were not 2xx. */
  failed: number;
}

/**
 * Sends the event of the bench as often as possible, from a process of its own.
 *
 * @param mostPerSecond no more than this.
 */
export async function fire(
  url: string,
  seconds: number,
  connections: number,
  mostPerSecond?: number,
): Promise<Fired> {
  const args = [join(import.meta.dirname, 'fire.ts'), url, String(seconds), String(connections)];
  if (mostPerSecond !== undefined) args.push(String(mostPerSecond));
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Fired;
}
