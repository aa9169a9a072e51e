import type { ServeArguments } from '../command-line/serve-arguments.ts';
import { newSecret } from '../control/auth.ts';
import { openLocalSocket } from '../control/local/local-socket.ts';
import { publishEngine } from '../control/local/runtime-file.ts';
import { serveMessagePort } from '../control/port.ts';
import { createRouter } from '../control/router.ts';
import { DEFAULT_INTAKE_PORT, startEngine } from '../engine/engine.ts';
import type { StartProcess } from '../lib/child-process/own-process.ts';
import type { Log } from '../lib/log.ts';
import { isUnattended } from '../updates/unattended.ts';
import { readVersion } from '../lib/version.ts';
import type { Protection } from '../secrets/secrets.ts';
import type { DesktopEngine } from './engine-port.ts';
import { AsyncClosingStack } from '../lib/closing-stack.ts';

/** Starts the engine in this process and shows it the way the desktop face wants it. */
export async function hostEngine(
  args: ServeArguments,
  log: Log,
  electron: {
    protection: Protection;
    startProcess: StartProcess;
    showFolder: (path: string) => Promise<void>;
  },
): Promise<DesktopEngine> {
  await using stack = new AsyncClosingStack();
  const engine = stack.use(
    await startEngine({
      dataDir: args.dataDir,
      face: 'desktop',
      log,
      intake: { port: args.port ?? DEFAULT_INTAKE_PORT },
      ...(!isUnattended() && { updates: {} }),
      ...electron,
    }),
  );
  const { tunnel } = engine;
  if (args.tunnel) await tunnel.choose(args.tunnel);
  const router = createRouter(engine, log);
  const { dataDir, instance, startedAt, intakeUrl: intake } = engine;
  const token = newSecret();
  const agents = engine.agents.door;
  const local = await openLocalSocket({ surface: engine, dataDir, token, log, agents });
  if (local) stack.use(local);
  const facts = { version: readVersion(), pid: process.pid, startedAt, instance, intake, token };
  const publicUrl = tunnel.publicUrl();
  const socket = local?.path ?? null;
  const face = 'desktop';
  stack.defer(publishEngine(dataDir, { ...facts, publicUrl, socket, control: null, face }));
  const running = stack.move();
  return {
    intakeUrl: engine.intakeUrl,
    servePort: (port) => serveMessagePort(port, router, log),
    tunnel: {
      live: (signal) => tunnel.live(undefined, signal),
      put: (config) => tunnel.put(config),
      useProgram: (path) => tunnel.choose({ commandFile: path }),
    },
    arrivals: (signal) => engine.captures.live(undefined, signal),
    notices: (signal) => engine.notices.live(undefined, signal),
    prefs: (signal) => engine.prefs.live(undefined, signal),
    settings: () => engine.system.settings(),
    readFile: (path) => engine.imports.fromPath({ path }),
    wake: () => tunnel.wake(),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
