import { Command, Option } from '@commander-js/extra-typings';
import type { TunnelChoice } from '../../preload/contract/tunnel.ts';
import type { Recovery } from '../store/recover/recovery.ts';
import {
  DEFAULT_CONTROL_PORT,
  dataDirOption,
  jsonOption,
  readPath,
  readPort,
  readText,
} from './options.ts';
import { prepare } from './prepare.ts';
import { bad } from './refusals.ts';

/** A project that is followed from the start. */
export interface ProjectStart {
  directory: string;
  yes: boolean;
  allowHosts: string[];
}

/** A team named on the command line, or by variables. */
export interface TeamStart {
  /** null: leave it. */
  url: string | null;
  nodeName: string | undefined;
  relay: boolean;
  /** Undefined: as it was. */
  ack: 'local' | 'team' | undefined;
  /** Undefined: as it was. */
  checkCertificate: boolean | undefined;
}

export interface ServeArguments {
  port: number | undefined;
  /** Address that the listener for webhooks binds to; undefined for this machine alone. */
  host?: string | undefined;
  /** Files of a certificate, for a second listener. */
  tls?: { cert: string; key: string; port: number } | undefined;
  controlPort: number;
  dataDir: string;
  /** What differs from the saved tunnel; undefined leaves it as it is. */
  tunnel: TunnelChoice | undefined;
  /** App directory to import and follow. */
  app: string | undefined;
  /** Folder of a project to follow, and what may be done without asking. */
  project: ProjectStart | undefined;
  /** Team to take part in; undefined leaves it as it is. */
  team: TeamStart | undefined;
  /** What to do with a database that does not read. */
  recover: Recovery | undefined;
  /** Agents may come in at `/mcp` in this run, whatever is set. */
  mcp: boolean;
  json: boolean;
  open: boolean;
}

/** A command with all that both faces take: `open`, `serve` and the desktop app. */
export const servingCommand = (name: string) =>
  new Command(name)
    .addOption(
      new Option(
        '--port <port>',
        'port for webhooks (8976 unless given); 0 takes any free one',
      ).argParser(readPort('--port')),
    )
    .addOption(
      new Option('--control-port <port>', 'port of the window; 0 takes any free one')
        .argParser(readPort('--control-port'))
        .default(DEFAULT_CONTROL_PORT),
    )
    .addOption(dataDirOption())
    .addOption(
      new Option(
        '--tunnel <way>',
        'off, localtunnel, ssh://user@host, preset:NAME (localhost.run, cloudflared, …), or a public ' +
          'URL of your own that leads to the port for webhooks',
      ).argParser(readText('--tunnel')),
    )
    .addOption(
      new Option(
        '--tunnel-command <file>',
        'start the program that this JSON file describes, as the tunnel',
      ).argParser(readPath('--tunnel-command')),
    )
    .addOption(
      new Option('--tunnel-host <url>', 'relay to use with localtunnel').argParser(
        readText('--tunnel-host'),
      ),
    )
    .addOption(
      new Option('--subdomain <name>', 'subdomain to ask the relay for').argParser(
        readText('--subdomain'),
      ),
    )
    .addOption(jsonOption())
    .option('--no-open', 'do not open a browser');

type Given = ReturnType<ReturnType<typeof servingCommand>['opts']>;

/** @throws BackstitchError BAD_ARGUMENT for a tunnel that makes no sense */
export function serveArguments(
  given: Given,
  more: Pick<ServeArguments, 'host' | 'tls'> & {
    app?: string | undefined;
    recover?: Recovery | undefined;
    project?: ProjectStart | undefined;
    mcp?: boolean;
    team?: TeamStart | undefined;
  } = {},
): ServeArguments {
  return {
    port: given.port,
    tls: more.tls,
    controlPort: given.controlPort,
    dataDir: given.dataDir,
    tunnel: readTunnel(given),
    app: more.app,
    project: more.project,
    team: more.team,
    host: more.host,
    recover: more.recover,
    mcp: more.mcp === true,
    json: given.json,
    open: given.open,
  };
}

/**
 * Reads flags that both faces take, without carrying anything out.
 *
 * @throws BackstitchError BAD_ARGUMENT
 */
export function readServeArguments(argv: readonly string[]): ServeArguments {
  const command = servingCommand('backstitch');
  prepare(command);
  return serveArguments(command.parse(argv, { from: 'user' }).opts());
}

function readTunnel(
  given: Pick<Given, 'tunnel' | 'tunnelHost' | 'subdomain' | 'tunnelCommand'>,
): TunnelChoice | undefined {
  const { tunnel, tunnelHost: host, subdomain, tunnelCommand: commandFile } = given;
  const details = { ...(host && { host }), ...(subdomain && { subdomain }) };
  if (commandFile !== undefined) {
    if (tunnel === undefined) return { commandFile };
    throw bad('--tunnel and --tunnel-command name a tunnel each.', 'Leave one of them out.');
  }
  if (tunnel === undefined) {
    return host || subdomain ? { mode: 'localtunnel', ...details } : undefined;
  }
  if (tunnel === 'off' || tunnel === 'localtunnel') return { mode: tunnel, ...details };
  if (/^https?:\/\//i.test(tunnel)) return { mode: 'url', url: tunnel };
  if (tunnel.startsWith('preset:')) return { preset: tunnel.slice('preset:'.length) };
  if (/^ssh:\/\//i.test(tunnel)) return { ssh: readServer(tunnel) };
  throw bad(
    `--tunnel ${tunnel} is not understood.`,
    'Write off, localtunnel, ssh://user@host, preset:NAME, or a URL such as https://hooks.example.com.',
  );
}

function readServer(text: string): { host: string; port: number; user: string } {
  const url = URL.parse(text.replace(/^ssh:/i, 'https:'));
  const hasMore = url === null || url.pathname !== '/' || url.search !== '' || url.hash !== '';
  if (hasMore || url.username === '' || url.password !== '') {
    throw bad(
      `--tunnel ${text.replace(/:[^:@/]*@/, ':…@')} is not understood.`,
      'Write ssh://user@host or ssh://user@host:port, without a password.',
    );
  }
  // The port of https is left out of what is read: an SSH server may well have it.
  const port = /:(\d+)\/?$/.exec(text)?.[1];
  return {
    host: url.hostname,
    port: port === undefined ? 22 : Number(port),
    user: decodeURIComponent(url.username),
  };
}
