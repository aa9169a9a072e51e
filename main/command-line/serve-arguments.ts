import { Command, Option } from '@commander-js/extra-typings';
import type { TunnelConfig } from '../../preload/contract/tunnel.ts';
import type { Recovery } from '../store/recover/recovery.ts';
import { DEFAULT_CONTROL_PORT, dataDirOption, jsonOption, readPort, readText } from './options.ts';
import { prepare } from './prepare.ts';
import { bad } from './refusals.ts';

/** A project that is followed from the start. */
export interface ProjectStart {
  directory: string;
  yes: boolean;
  allowHosts: string[];
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
  tunnel: Partial<TunnelConfig> | undefined;
  /** App directory to import and follow. */
  app: string | undefined;
  /** Folder of a project to follow, and what may be done without asking. */
  project: ProjectStart | undefined;
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
        'off, localtunnel, or a public URL of your own that leads to the port for webhooks',
      ).argParser(readText('--tunnel')),
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
  } = {},
): ServeArguments {
  return {
    port: given.port,
    host: more.host,
    tls: more.tls,
    controlPort: given.controlPort,
    dataDir: given.dataDir,
    tunnel: readTunnel(given.tunnel, given.tunnelHost, given.subdomain),
    app: more.app,
    project: more.project,
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
  tunnel: string | undefined,
  host: string | undefined,
  subdomain: string | undefined,
): Partial<TunnelConfig> | undefined {
  const details = { ...(host && { host }), ...(subdomain && { subdomain }) };
  if (tunnel === undefined) {
    return host || subdomain ? { mode: 'localtunnel', ...details } : undefined;
  }
  if (tunnel === 'off' || tunnel === 'localtunnel') return { mode: tunnel, ...details };
  if (/^https?:\/\//i.test(tunnel)) return { mode: 'url', url: tunnel };
  throw bad(
    `--tunnel ${tunnel} is not understood.`,
    'Write off, localtunnel, or a URL such as https://hooks.example.com.',
  );
}
