import { execFile } from 'node:child_process';
import { readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { z } from 'zod';

const Kept = z.object({ pid: z.number().int().min(2), program: z.string(), started: z.string() });
type Kept = z.infer<typeof Kept>;

/**
 * The program that is running, on disk: where Backstitch is killed, the program goes on, and the
 * next start ends it. Only if number, program and time of its start all fit: numbers are given again.
 */
export function openPidFile(path: string, end: (pid: number) => void) {
  let swept: Promise<boolean> = Promise.resolve(false);

  async function sweep(): Promise<boolean> {
    const kept = await read(path);
    await rm(path, { force: true });
    if (kept === null) return false;
    const now = await identityOf(kept.pid);
    if (now === null || now.program !== kept.program || now.started !== kept.started) return false;
    end(kept.pid);
    return true;
  }

  return {
    async keep(pid: number): Promise<void> {
      await swept.catch(() => false);
      const who = await identityOf(pid);
      if (who !== null) await writeFile(path, JSON.stringify({ pid, ...who }), { mode: 0o600 });
    },
    forget: (): Promise<void> => rm(path, { force: true }),
    /** Ends what the last run left. @returns whether there was something. */
    sweep(): Promise<boolean> {
      swept = sweep();
      return swept;
    },
  };
}

async function read(path: string): Promise<Kept | null> {
  try {
    return Kept.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // Not there, or not ours: then there is nothing to end.
    return null;
  }
}

/** Program and start of a process as the system tells them; null where it tells none. */
async function identityOf(pid: number): Promise<Omit<Kept, 'pid'> | null> {
  try {
    if (process.platform === 'linux') {
      const [program, stat] = await Promise.all([
        readlink(`/proc/${pid}/exe`),
        readFile(`/proc/${pid}/stat`, 'latin1'),
      ]);
      // The name in brackets may hold anything; the 20th field after it is the start, in ticks.
      const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
      return { program, started };
    }
    if (process.platform === 'win32') {
      const ask = `$p = Get-Process -Id ${pid}; $p.StartTime.ToFileTimeUtc(); $p.Path`;
      return twoLines(await run('powershell', ['-NoProfile', '-Command', ask]), '\n');
    }
    // A date has 24 characters.
    const line = await run('ps', ['-o', 'lstart=,comm=', '-p', String(pid)]);
    return twoLines(`${line.slice(0, 24)}\n${line.slice(24)}`, '\n');
  } catch {
    // No such process, or none that we may look at.
    return null;
  }
}

async function run(program: string, args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(program, args, { timeout: 5000, windowsHide: true })).stdout;
}

function twoLines(text: string, between: string): Omit<Kept, 'pid'> | null {
  const [started = '', program = ''] = text.split(between).map((part) => part.trim());
  return started === '' || program === '' ? null : { started, program };
}
