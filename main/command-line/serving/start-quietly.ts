import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { BackstitchError } from '../../lib/errors.ts';
import { dataDirOf, type Where } from '../connection/find-engine.ts';

/**
 * Starts `backstitch serve` without a window, as a process of its own, and waits until it is ready. What
 * it has to say goes to standard error.
 *
 * @throws BackstitchError NOT_RUNNING where it does not come up
 */
export async function startQuietly(
  args: Where & { port?: number | undefined },
): Promise<{ stop: () => Promise<void> }> {
  const [, program = ''] = process.argv;
  const port = args.port === undefined ? [] : ['--port', String(args.port)];
  const serve = ['serve', '--no-open', '--json', '--control-port', '0', ...port];
  const where = ['--data-dir', dataDirOf(args)];
  const child = spawn(process.execPath, [...process.execArgv, program, ...serve, ...where], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').catch(() => undefined);
  const lines = createInterface({ input: child.stdout });
  const ready = await Promise.race([once(lines, 'line'), ended.then(() => undefined)]);
  if (ready === undefined) {
    throw new BackstitchError('NOT_RUNNING', 'Backstitch could not be started.', {
      hint: 'Run backstitch serve in a terminal to see why.',
    });
  }
  return {
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}
