import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NAMED = /^backstitch-run-(\d+)-/;

/**
 * Gives a run of the tests a temporary folder of its own: whatever tests, engines, and browsers
 * leave in it goes with the run. Folders of runs that were killed go at the start of the next one.
 */
export default function setUp(): (() => void) | undefined {
  // Set-ups run in no promised order: the first one that needs the folder makes it.
  if (NAMED.test(tmpdir().split('/').at(-1) ?? '')) return undefined;
  const base = tmpdir();
  for (const name of readdirSync(base)) {
    const pid = NAMED.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) remove(join(base, name));
  }
  const folder = mkdtempSync(join(base, `backstitch-run-${process.pid}-`));
  // A database server of the tests does not run as root, and has to reach its own folder below.
  chmodSync(folder, 0o711);
  const giveBack = [
    put('TMPDIR', folder),
    // Hundreds of tests start an engine from its sources: they are compiled once for all of them.
    // No test asks npm's registry which version is the newest.
    put('NO_UPDATE_NOTIFIER', '1'),
    put('NODE_COMPILE_CACHE', join(folder, 'compiled')),
  ];
  return () => {
    for (const undo of giveBack) undo();
    remove(folder);
  };
}

/** Sets a variable for all that this run starts; the returned function puts back what was there. */
function put(name: string, value: string): () => void {
  const before = process.env[name];
  process.env[name] = value;
  return () => {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  };
}

/** A process that dies in this moment may still write: try again rather than leave the folder. */
function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
