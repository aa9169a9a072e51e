import { vi } from 'vitest';
import { pino } from 'pino';
import { openLocalSocket } from '../../main/control/local/local-socket.ts';
import { publishEngine } from '../../main/control/local/runtime-file.ts';
import { exitCodeOf } from '../../main/command-line/exit-code.ts';
import { complain } from '../../main/command-line/print.ts';
import { runProgram } from '../../main/command-line/program.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';

/** A real engine that commands find by its data directory, through its local socket. */
export async function startReachable(
  face: 'browser' | 'desktop' = 'browser',
  folder?: string,
): Promise<TestEngine> {
  const t = await startTestEngine({ face, ...(folder !== undefined && { dataDir: folder }) });
  const { dataDir, instance, startedAt } = t.engine;
  const [log, token] = [pino({ level: 'silent' }), 'needle'];
  const local = await openLocalSocket({ surface: t.engine, dataDir, token, log });
  const withdraw = publishEngine(dataDir, {
    version: '0.1.0',
    pid: process.pid,
    startedAt,
    instance,
    socket: local?.path ?? null,
    control: null,
    intake: t.url,
    publicUrl: null,
    face,
    token,
  });
  return {
    ...t,
    async [Symbol.asyncDispose]() {
      withdraw();
      await local?.[Symbol.asyncDispose]();
      await t[Symbol.asyncDispose]();
    },
  };
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Carries a command line out in this process, which costs a tenth of a process of its own. */
export async function run(...argv: string[]): Promise<Ran> {
  const [out, err]: [string[], string[]] = [[], []];
  const collect = (into: string[]) => (chunk: unknown) => {
    into.push(Buffer.from(chunk as string).toString());
    return true;
  };
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation(collect(out));
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(collect(err));
  const before = process.exitCode;
  const heard = SIGNALS.map((signal) => process.listeners(signal));
  try {
    const code = await runProgram(argv).then(
      () => Number(process.exitCode ?? 0),
      (error: unknown) => {
        complain(error);
        return exitCodeOf(error);
      },
    );
    return { code, stdout: out.join(''), stderr: err.join('') };
  } finally {
    process.exitCode = before;
    stdout.mockRestore();
    stderr.mockRestore();
    // Signals that a command would have listened to until its end.
    SIGNALS.forEach((signal, at) => {
      for (const listener of process.listeners(signal)) {
        if (!heard[at]?.includes(listener)) process.off(signal, listener);
      }
    });
  }
}
