import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openControl } from '../control/listener.ts';
import { DEFAULT_INTAKE_PORT, startEngine, type Engine } from '../engine/engine.ts';
import { createLog } from '../lib/log.ts';
import { tellRunning } from '../lib/running-engine.ts';
import { packageRoot, readVersion } from '../lib/version.ts';
import type { Recovery } from '../store/recover/recovery.ts';
import { recoverStore } from '../store/recover/ways.ts';
import { openBrowser, showInDesktop } from './open-browser.ts';
import { complain, print, printError, printJson } from './print.ts';
import type { ServeArguments } from './serve-arguments.ts';

interface Served extends AsyncDisposable {
  intake: string;
  control: string;
  token: string;
  publicUrl: string | null;
  dataDir: string;
  loginUrl: string;
}

/** Serves until a signal, then stops cleanly. A second signal does not wait. */
export async function serveUntilSignal(args: ServeArguments): Promise<void> {
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

/** Starts the engine and the control listener of the browser face. */
async function serve(args: ServeArguments): Promise<Served> {
  if (args.recover !== undefined) recoverFirst(args.dataDir, args.recover);
  const log = createLog(process.env['BACKSTITCH_LOG'] ?? 'warn');
  const staticDir = join(packageRoot(), 'out', 'renderer');
  if (!existsSync(join(staticDir, 'index.html'))) {
    printError('The window is not built yet: run `npm run build` to see it.');
  }
  await using stack = new AsyncDisposableStack();
  const engine = stack.use(
    await startEngine({
      dataDir: args.dataDir,
      face: 'browser',
      log,
      intake: { port: args.port ?? DEFAULT_INTAKE_PORT },
      showFolder: (path) => showInDesktop(path),
    }),
  );
  const control = stack.use(
    await openControl({
      surface: engine,
      sessions: engine.sessionBook,
      port: args.controlPort,
      staticDir,
      log,
    }),
  );
  engine.protect(Number(new URL(control.url).port));
  engine.showAt(control.url);
  const { url, token } = control;
  stack.defer(
    tellRunning(args.dataDir, { pid: process.pid, control: url, intake: engine.intakeUrl, token }),
  );
  if (args.app !== undefined) await engine.apps.import({ directory: args.app, watch: true });
  await applyTunnel(engine, args);
  const running = stack.move();
  return {
    intake: engine.intakeUrl,
    control: control.url,
    token: control.token,
    publicUrl: engine.tunnel.publicUrl(),
    dataDir: args.dataDir,
    loginUrl: control.issueLoginUrl(),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
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

/** A tunnel named on the command line; what is wrong with it is said at once, as for a port. */
async function applyTunnel(engine: Engine, { tunnel }: ServeArguments): Promise<void> {
  if (!tunnel) return;
  await engine.tunnel.put({ ...engine.tunnel.get().config, ...tunnel });
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
