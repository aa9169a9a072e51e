import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { errorCode } from '../../lib/errors.ts';
import { EXIT } from '../exit-code.ts';
import { windowsCommand } from './windows-command.ts';

export type Ended =
  | { kind: 'not-started'; why: string }
  | {
      kind: 'ended';
      /** Its own exit code; 128 and the number of the signal that ended it. */
      code: number;
      /** 130 or 143 where a signal asked to stop meanwhile. */
      interrupted: number | undefined;
    };

/** What a program gets to end in, after the signal. */
const CHILD_MS = 5000;
const SIGNALS = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const;

/**
 * Runs a program on this one's standard input and outputs, and hands signals on to it. No shell reads
 * its words.
 *
 * @param variables beside those of this program
 * @param follow is told its id while it runs, null afterwards
 */
export async function runChild(
  words: readonly string[],
  variables: Readonly<Record<string, string>>,
  follow: (pid: number | null) => void,
): Promise<Ended> {
  const env = { ...process.env, ...variables };
  const { file, args, verbatim } =
    process.platform === 'win32'
      ? windowsCommand(words, env)
      : { file: words[0] ?? '', args: words.slice(1), verbatim: false };
  const child = spawn(file, args, {
    env,
    stdio: 'inherit',
    windowsVerbatimArguments: verbatim,
  });
  let interrupted: number | undefined;
  let killing: NodeJS.Timeout | undefined;
  const handlers = Object.entries(SIGNALS).map(([name, code]) => {
    const handOn = (): void => {
      interrupted ??= code;
      // Ctrl+C in a terminal has reached it already: a second one often means "at once".
      if (name !== 'SIGINT' || !process.stdin.isTTY) child.kill(name as NodeJS.Signals);
      killing ??= setTimeout(() => child.kill('SIGKILL'), CHILD_MS);
    };
    process.on(name, handOn);
    return () => process.off(name, handOn);
  });
  try {
    return await new Promise<Ended>((resolve) => {
      child.once('error', (error) => resolve(notStarted(words[0] ?? '', error)));
      child.once('spawn', () => follow(child.pid ?? null));
      child.once('exit', (code, signal) => {
        const number = signal === null ? 0 : constants.signals[signal];
        resolve({ kind: 'ended', code: code ?? 128 + number, interrupted });
      });
    });
  } finally {
    follow(null);
    clearTimeout(killing);
    for (const stop of handlers) stop();
  }
}

function notStarted(name: string, error: Error): Ended {
  const why =
    errorCode(error) === 'ENOENT'
      ? 'no such program is found.'
      : errorCode(error) === 'EACCES'
        ? 'it is no program, or you may not run it.'
        : `${error.message}.`;
  return { kind: 'not-started', why: `${name} cannot be started: ${why}` };
}
