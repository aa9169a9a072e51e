import type { Recovery } from '../../store/recover/recovery.ts';
import { recoverStore } from '../../store/recover/ways.ts';
import { complain, printError } from '../print.ts';
import type { ServeArguments } from '../serve-arguments.ts';
import { announce } from './announce.ts';
import { serve } from './served.ts';

/** Serves until a signal, then stops cleanly. A second signal does not wait. */
export async function serveUntilSignal(args: ServeArguments): Promise<void> {
  if (args.recover !== undefined) recoverFirst(args.dataDir, args.recover);
  const served = await serve(args);
  const stop = (): void => {
    process.once('SIGINT', () => process.exit(130));
    served[Symbol.asyncDispose]().then(
      () => process.exit(0),
      (error: unknown) => {
        complain(error);
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  announce(served, args);
}

/** Says on stderr what was found, where it is kept, and what could be taken of it. */
function recoverFirst(dataDir: string, way: Recovery): void {
  const { found, aside, backup, tables } = recoverStore(dataDir, way, Date.now());
  printError(`The database ${found}. It is kept as ${aside}`);
  if (way === 'beside') printError('Backstitch starts with an empty one.');
  if (backup !== null) printError(`Backstitch continues with ${backup}`);
  for (const { table, rows, isPartial } of tables) {
    if (rows === 0 && !isPartial) continue;
    printError(`  ${table}: ${rows} rows${isPartial ? ', not all of them read' : ''}`);
  }
}
