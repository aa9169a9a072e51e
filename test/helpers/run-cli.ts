import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { putEmptyStore } from './empty-store.ts';

const ROOT = join(import.meta.dirname, '../..');
const BUILT_CLI = join(ROOT, 'out/main/cli.js');
/** What the engine is built from. */
const MADE_OF = ['main', 'preload', 'package-lock.json', 'electron.vite.config.ts'];
const SERVE = ['serve', '--port', '0', '--control-port', '0', '--json', '--no-open'];

export interface Ready {
  event: 'ready';
  intake: string;
  control: string;
  token: string;
  publicUrl: string | null;
  dataDir: string;
}

export interface RunningCli extends AsyncDisposable {
  ready: Ready;
  child: ChildProcess;
  /** Sends a signal and waits for the end; gives the exit code, null after a kill. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts `backstitch serve` as a process of its own and waits for its ready line. Where the data directory is
 * not there yet, it is a first start; one that is there and empty gets the database of one.
 */
export function serveCli(dataDir: string, ...more: string[]): Promise<RunningCli> {
  return serveFrom(engineEntry(), dataDir, more);
}

/** As `serveCli`, from what `npm run build` made, whether it is up to date or not. */
export function serveBuilt(dataDir: string, ...more: string[]): Promise<RunningCli> {
  return serveFrom(BUILT_CLI, dataDir, more);
}

async function serveFrom(entry: string, dataDir: string, more: string[]): Promise<RunningCli> {
  putEmptyStore(dataDir);
  const child = spawn(process.execPath, [entry, ...SERVE, '--data-dir', dataDir, ...more], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit');
  // The processes it started write to the same stderr: this comes when the last of them is gone, and
  // with it its files.
  const closed = once(child, 'close');
  const line = await Promise.race([once(lines, 'line'), ended.then(() => undefined)]);
  if (!line) throw new Error(`serve ended before it was ready: ${errors}`);
  async function end(signal: NodeJS.Signals): Promise<number | null> {
    child.kill(signal);
    const [code] = (await ended) as [number | null];
    return code;
  }
  return {
    ready: JSON.parse(String(line[0])) as Ready,
    child,
    end,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await closed;
    },
  };
}

/** Runs the command line to its end. */
export async function runCli(
  ...args: string[]
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [engineEntry(), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

let known: string | undefined;

/**
 * What to start as `backstitch`: the build where nothing it is made of was changed after it, which
 * starts in two thirds of the time, else the sources.
 */
export function engineEntry(): string {
  return (known ??= isBuilt() ? BUILT_CLI : join(ROOT, 'main/cli.ts'));
}

function isBuilt(): boolean {
  const built = changedAt(BUILT_CLI);
  return MADE_OF.map((name) => join(ROOT, name)).every((path) =>
    [path, ...below(path)].every((file) => changedAt(file) <= built),
  );
}

/** Files and folders: a file that is gone changed its folder. */
function below(path: string): string[] {
  if (statSync(path).isFile()) return [];
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return names.map((name) => join(path, name));
}

/** -1 where there is nothing. */
function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -1;
}
