import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** What an engine prints on one line when it is ready. */
export interface EngineReady {
  /** Where webhooks go: `http://127.0.0.1:<port>`. */
  intake: string;
  /** Where REST is, below `/api/v1`. */
  control: string;
  /** Bearer token of this run. */
  token: string;
  dataDir: string;
}

/** An engine of our own in a process of its own. It ends when this process does, however that ends. */
export interface PrivateEngine {
  ready: EngineReady;
  /** Names the program that ends with this one, also when this one is killed; null: none any more. */
  follow(pid: number | null): void;
  /** Stops it and waits until it is gone, its folder with it. */
  end(): Promise<void>;
}

interface PrivateOptions {
  /** `cli.js`, or `cli.ts` in a checkout. */
  entry: string;
  /** More of `backstitch serve`. */
  flags?: readonly string[];
  env?: Readonly<Record<string, string | undefined>>;
  /** How long it may take until it is ready. */
  timeoutMs: number;
  /** What it writes on stderr, as it comes. */
  log: (text: string) => void;
}

/** So long it may take to stop before it is killed. */
const STOP_MS = 10_000;
/** What is kept of stderr, to say why it did not start. */
const SAID_CHARS = 8000;

/**
 * What of this program's variables is about this program alone: a test runner's loaders and its
 * measuring of coverage would run in the engine, too.
 */
const OWN_VARIABLES = ['NODE_OPTIONS', 'NODE_V8_COVERAGE', 'NODE_CHANNEL_FD', 'NODE_UNIQUE_ID'];

/**
 * Starts `backstitch serve --ephemeral` and waits for its ready line. It holds no event loop open: a
 * program that forgets it still ends, and the engine with it.
 *
 * @throws Error that says why it did not start, with what it wrote
 */
export async function startPrivateEngine(options: PrivateOptions): Promise<PrivateEngine> {
  const { entry, flags = [], env, timeoutMs, log } = options;
  const child = spawn(process.execPath, [entry, 'serve', '--ephemeral', '--json', ...flags], {
    env: without({ ...process.env, ...env }, OWN_VARIABLES),
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own: Ctrl+C in a terminal is for the tests; the engine outlives them by a moment.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-SAID_CHARS);
    log(text);
  });
  // A pipe to one that is gone: its exit tells.
  child.stdin.on('error', () => {});
  const exited = exitOf(child);
  const line = await Promise.race([
    firstLine(child.stdout),
    exited.then((why) => new Error(`Backstitch ended before it was ready (${why}).`)),
    late(timeoutMs),
  ]);
  const ready = typeof line === 'string' ? readyOf(line) : line;
  if (ready instanceof Error) {
    child.kill('SIGKILL');
    throw new Error([ready.message, said.trim()].filter(Boolean).join('\n'));
  }
  release(child);
  return {
    ready,
    follow: (pid) => void child.stdin.write(pid === null ? 'alone\n' : `follow ${pid}\n`),
    async end() {
      child.ref();
      child.stdin.end();
      const killing = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await exited;
      clearTimeout(killing);
    },
  };
}

function without(
  variables: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !names.includes(name)));
}

/** How it ended, in words. A program that is not there never starts, and has no exit. */
function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

async function firstLine(stdout: Readable): Promise<string | Error> {
  const lines = createInterface({ input: stdout });
  const [line] = (await once(lines, 'line')) as [string];
  lines.close();
  // What it might still print is of no use, and must not fill the pipe.
  stdout.resume();
  return line;
}

function late(timeoutMs: number): Promise<Error> {
  return new Promise((resolve) => {
    const text = `Backstitch was not ready after ${timeoutMs / 1000} s.`;
    setTimeout(() => resolve(new Error(text)), timeoutMs).unref();
  });
}

function readyOf(line: string): EngineReady | Error {
  try {
    const read = JSON.parse(line) as EngineReady & { event?: unknown };
    if (read.event === 'ready') return read;
  } catch {
    // Said below.
  }
  return new Error(`Backstitch said something else than that it is ready: ${line.slice(0, 200)}`);
}

/** Neither the process nor its pipes keep this program alive. */
function release(child: ChildProcess): void {
  child.unref();
  for (const pipe of [child.stdin, child.stdout, child.stderr]) {
    (pipe as { unref?: () => void } | null)?.unref?.();
  }
}
