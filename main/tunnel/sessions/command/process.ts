import { execFile, spawn } from 'node:child_process';

export interface Started {
  readonly pid: number | undefined;
  /** Ends it and all it started: politely, and after a while not. Resolves when it is gone. */
  stop(): Promise<void>;
}

export interface ProcessTold {
  out: (stream: 'out' | 'error', chunk: Buffer) => void;
  /** It could not be started. */
  failed: (error: Error) => void;
  /** @param how in words: `with code 1`, `by SIGTERM` */
  ended: (how: string) => void;
}

/** Starts a program of others, without a shell, in a group of its own. */
export function startProgram(
  order: {
    program: string;
    args: readonly string[];
    env: Record<string, string>;
    cwd?: string | undefined;
    /** So long it gets to end by itself. */
    stopMs: number;
  },
  told: ProcessTold,
): Started {
  const child = spawn(order.program, order.args, {
    shell: false,
    windowsHide: true,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: order.env,
    ...(order.cwd !== undefined && { cwd: order.cwd }),
  });
  let gone = false;
  const end = Promise.withResolvers<void>();
  child.stdout.on('data', (chunk: Buffer) => told.out('out', chunk));
  child.stderr.on('data', (chunk: Buffer) => told.out('error', chunk));
  child.once('error', (error) => {
    if (child.pid === undefined) over(() => told.failed(error));
  });
  child.once('exit', (code, signal) => {
    // What it started and left behind would hold on to the port and the pipes.
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
    const how = signal === null ? `with code ${code ?? 0}` : `by ${signal}`;
    over(() => told.ended(how));
  });
  function over(tell: () => void): void {
    if (gone) return;
    gone = true;
    tell();
    end.resolve();
  }
  return {
    pid: child.pid,
    async stop() {
      if (gone || child.pid === undefined) return end.promise;
      const { pid } = child;
      signalGroup(pid, 'SIGTERM');
      const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), order.stopMs);
      await end.promise;
      clearTimeout(timer);
    },
  };
}

/** Ends a program that an earlier run left behind. */
export function endLeft(pid: number, stopMs: number): void {
  signalGroup(pid, 'SIGTERM');
  setTimeout(() => signalGroup(pid, 'SIGKILL'), stopMs).unref();
}

function signalGroup(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (process.platform === 'win32') {
    execFile('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true }, () => {});
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // Gone already, which is what was wanted.
  }
}
