import { readVersion } from '../../lib/version.ts';
import type { Recovery } from '../../store/recover/recovery.ts';
import { recoverStore } from '../../store/recover/ways.ts';
import { openBrowser } from './open-browser.ts';
import { complain, print, printError, printJson } from '../print.ts';
import type { ServeArguments } from '../serve-arguments.ts';
import { serve, type Served } from './served.ts';

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

/** Says on stdout that the engine is ready: one line of JSON, or lines for a person. */
function announce(served: Served, args: ServeArguments): void {
  const { intake, control, token, publicUrl, dataDir, loginUrl } = served;
  if (args.json) {
    const ready = { event: 'ready', intake, control, token, publicUrl, dataDir };
    printJson(ready);
    return;
  }
  print(
    `Backstitch ${readVersion()}`,
    `  Send webhooks to  ${intake}`,
    ...(publicUrl ? [`  Public URL        ${publicUrl}`] : []),
    `  Open the window   ${loginUrl}`,
    `  Captures are in   ${dataDir}`,
  );
  if (args.open) openBrowser(loginUrl);
}
