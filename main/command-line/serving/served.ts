import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openControl } from '../../control/listener.ts';
import { openLocalSocket } from '../../control/local/local-socket.ts';
import { publishEngine } from '../../control/local/runtime-file.ts';
import { DEFAULT_INTAKE_PORT, startEngine, type Engine } from '../../engine/engine.ts';
import { createLog, type Log } from '../../lib/log.ts';
import { packageRoot, readVersion } from '../../lib/version.ts';
import { isUnattended } from '../../updates/unattended.ts';
import { showInDesktop } from './open-browser.ts';
import { printError } from '../print.ts';
import { openPoints } from '../project-lines.ts';
import type { ServeArguments, TeamStart } from '../serve-arguments.ts';
import { usualNodeName, warnOfPassword } from '../team-start.ts';
import { AsyncClosingStack } from '../../lib/closing-stack.ts';

export interface ServedArguments extends Pick<
  ServeArguments,
  'app' | 'controlPort' | 'dataDir' | 'host' | 'port' | 'project' | 'tls' | 'tunnel'
> {
  team?: TeamStart | undefined;
  /** As `EngineOptions.ephemeral`. */
  ephemeral?: boolean;
  mcp?: boolean;
}

export interface Served extends AsyncDisposable {
  intake: string;
  /** URL of the listener that speaks TLS; null without one. */
  tls: string | null;
  /** A newer version, as far as is known from an earlier run. */
  newer: string | null;
  control: string;
  token: string;
  publicUrl: string | null;
  dataDir: string;
  loginUrl: string;
}

/** Starts the engine and the control listener of the browser face, in this process. */
export async function serve(
  args: ServedArguments,
  log: Log = createLog(process.env['BACKSTITCH_LOG'] ?? 'warn'),
): Promise<Served> {
  const staticDir = join(packageRoot(), 'out', 'renderer');
  if (!existsSync(join(staticDir, 'index.html'))) {
    printError('The window is not built yet: run `npm run build` to see it.');
  }
  await using stack = new AsyncClosingStack();
  const engine = stack.use(
    await startEngine({
      dataDir: args.dataDir,
      face: 'browser',
      log,
      intake: {
        port: args.port ?? DEFAULT_INTAKE_PORT,
        ...(args.host !== undefined && { host: args.host }),
        ...(args.tls && { tls: args.tls }),
      },
      showFolder: (path) => showInDesktop(path),
      ...(args.ephemeral ? { ephemeral: true } : !isUnattended() && { updates: {} }),
    }),
  );
  const control = stack.use(
    await openControl({
      surface: engine,
      sessions: engine.sessionBook,
      port: args.controlPort,
      staticDir,
      log,
      agents: engine.agents.door,
    }),
  );
  engine.protect(Number(new URL(control.url).port));
  engine.showAt(control.url);
  const { url, token } = control;
  const { dataDir, instance, startedAt, intakeUrl: intake } = engine;
  if (args.mcp === true) engine.agents.openDoor();
  const agents = engine.agents.door;
  const local = await openLocalSocket({ surface: engine, dataDir, token, log, agents });
  if (local) stack.use(local);
  if (args.app !== undefined) await engine.apps.import({ directory: args.app, watch: true });
  await followProject(engine, args);
  await applyTunnel(engine, args);
  await applyTeam(engine, args);
  const facts = { version: readVersion(), pid: process.pid, startedAt, instance, intake, token };
  const publicUrl = engine.tunnel.publicUrl();
  const socket = local?.path ?? null;
  const face = 'browser';
  stack.defer(publishEngine(dataDir, { ...facts, publicUrl, socket, control: url, face }));
  const running = stack.move();
  return {
    intake: engine.intakeUrl,
    tls: engine.system.status().tls?.url ?? null,
    newer: engine.system.status().newer,
    control: control.url,
    token: control.token,
    publicUrl: engine.tunnel.publicUrl(),
    dataDir: args.dataDir,
    loginUrl: control.issueLoginUrl(),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** A project named on the command line. What waits for a yes is said, and does not hold up the start. */
async function followProject(
  engine: Engine,
  { project, ephemeral }: ServedArguments,
): Promise<void> {
  if (!project) return;
  const { directory, yes, allowHosts } = project;
  // In CI and in tests nobody edits, and a file that changed by itself would fail the build.
  const write = !process.env['CI'] && ephemeral !== true;
  await engine.project.attach({ directory, write });
  const { state } = await engine.project.apply({ yes, allowHosts });
  for (const line of openPoints(state)) printError(line);
}

/** A tunnel named on the command line; what is wrong with it is said at once, as for a port. */
async function applyTunnel(engine: Engine, { tunnel }: ServedArguments): Promise<void> {
  if (!tunnel) return;
  await engine.tunnel.choose(tunnel);
}

/** A team named on the command line. What of it is set stays; a relay is one from then on. */
async function applyTeam(engine: Engine, { team }: ServedArguments): Promise<void> {
  if (!team) return;
  const { url, nodeName, relay, ack, checkCertificate } = team;
  const { node } = engine.team.get();
  if (url === null && node === null) return;
  if (url !== null && URL.parse(url)?.password && process.argv.includes(url)) {
    warnOfPassword();
  }
  if (relay) await engine.tunnel.put({ ...engine.tunnel.get().config, mode: 'off' });
  await engine.team.put({
    kind: 'laptop',
    redaction: 'standard',
    rules: [],
    checkCertificate: true,
    followRelays: !relay,
    ack: 'local',
    viewing: false,
    ...node,
    ...(ack !== undefined && { ack }),
    ...(checkCertificate !== undefined && { checkCertificate }),
    ...(relay && { kind: 'relay', redaction: 'exact' }),
    nodeName: nodeName ?? node?.nodeName ?? usualNodeName(),
    url,
    history: 'now',
  });
}
