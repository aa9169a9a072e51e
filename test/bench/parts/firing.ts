import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Fired {
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Errors, and answers that were not 2xx. */
  failed: number;
}

/** Sends the event of the bench as often as possible, from a process of its own. */
export async function fire(url: string, seconds: number, connections: number): Promise<Fired> {
  const args = [join(import.meta.dirname, 'fire.ts'), url, String(seconds), String(connections)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Fired;
}
