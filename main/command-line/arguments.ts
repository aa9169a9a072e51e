import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import type { TunnelConfig } from '../../preload/contract/tunnel.ts';
import { defaultDataDir } from '../lib/data-dir.ts';
import { BackstitchError } from '../lib/errors.ts';
import { RECOVERIES, type Recovery } from '../store/recover/recovery.ts';

export interface ServeArguments {
  command: 'serve' | 'open';
  port: number | undefined;
  controlPort: number;
  dataDir: string;
  /** What differs from the saved tunnel; undefined leaves it as it is. */
  tunnel: Partial<TunnelConfig> | undefined;
  /** App directory to import and follow. */
  app: string | undefined;
  /** What to do with a database that does not read. */
  recover: Recovery | undefined;
  json: boolean;
  open: boolean;
}

/** `import` and `export` work on the data directory itself, while no Backstitch runs on it. */
export interface AppArguments {
  command: 'import' | 'export';
  directory: string;
  dataDir: string;
  /** Name or client app id; undefined where there is one app. */
  app: string | undefined;
  replace: boolean;
  redactSecrets: boolean;
  json: boolean;
}

/** `singer` writes the table of a schema to stdout. */
export interface SingerArguments {
  command: 'singer';
  schema: string;
  dataDir: string;
  /** File with the state to go on from. */
  state: string | undefined;
  aliases: ReadonlyMap<string, string>;
  withSequence: boolean;
}

/** `deliver` sends a file, or what it is piped, to a destination. */
export interface DeliverArguments {
  command: 'deliver';
  /** Id or name. */
  destination: string;
  /** - for the standard input. */
  file: string;
  dataDir: string;
  /** Of a Backstitch that runs; undefined works on the data directory itself. */
  controlPort: number | undefined;
  event: string | undefined;
  /** Idempotency key. */
  id: string | undefined;
  json: boolean;
}

/** `packages` shows and changes the npm packages of an app. */
export interface PackagesArguments {
  command: 'packages';
  what: 'list' | 'install' | 'remove';
  /** `name` or `name@range`; [] with `install`: what the app's package.json asks for. */
  names: readonly string[];
  dataDir: string;
  /** Of a Backstitch that runs; undefined works on the data directory itself. */
  controlPort: number | undefined;
  /** Name or client app id; undefined where there is one app. */
  app: string | undefined;
  /** Whether the app's package.json is written too. */
  save: boolean;
  json: boolean;
}

/** `login` prints a one-time URL of the engine that runs. */
export interface LoginArguments {
  command: 'login';
  dataDir: string;
  json: boolean;
  open: boolean;
}

export type Arguments =
  | LoginArguments
  | ServeArguments
  | AppArguments
  | SingerArguments
  | DeliverArguments
  | PackagesArguments
  | { command: 'help' }
  | { command: 'version' };

export const DEFAULT_CONTROL_PORT = 8977;

export const HELP = `Backstitch catches webhooks, keeps them byte for byte, and sends them again.

  backstitch [open]   opens the desktop window, or the browser without Electron
  backstitch serve    serves the same window to a browser
  backstitch login    prints a URL that signs a browser in, once, where Backstitch serves already
  backstitch import DIR   imports an app: its exported directory, or a zip of it
  backstitch export DIR   writes an app as a directory
  backstitch singer SCHEMA   writes the table of an integration to stdout, as a Singer tap does
  backstitch deliver DESTINATION FILE   sends a file (- for the standard input) to a destination
  backstitch packages list               shows the npm packages of an app's functions
  backstitch packages install [NAME[@VERSION] …]   installs them, or what functions/package.json asks for
  backstitch packages remove NAME …      removes them

  --port N            intake port (default 8976; 0 takes any free port)
  --control-port N    port of the window (default ${DEFAULT_CONTROL_PORT}; 0 takes any free port)
  --data-dir DIR      where captures are kept
  --tunnel WHAT       off, localtunnel, or a public URL of your own that leads to the intake
  --tunnel-host URL   relay to use with localtunnel
  --subdomain NAME    subdomain to ask the relay for
  --json              print one line of JSON when ready
  --no-open           do not open a browser
  --app DIR           with serve: imports this app directory and follows its changes
  --app NAME          with export and packages: which app, where there are several
  --replace           with export: write into a folder that is not empty
  --state FILE        with singer: only rows after the state that an earlier run ended with
  --alias NAME=OTHER  with singer: another name for a column; may be given several times
  --with-sequence     with singer: adds backstitch_sequence and backstitch_received_at
  --event TYPE        with deliver: the type of the event
  --id KEY            with deliver: a key that is taken once
  --no-save           with packages: leave functions/package.json as it is
  --control-port N    with deliver and packages: a Backstitch that runs; its token is in BACKSTITCH_TOKEN
  --recover WAY       with serve: puts a damaged database aside and goes on with its last copy (backup),
                      with what can be read of it (salvage), or with an empty one (beside)
  --redact-secrets    with export: leave out the secrets of webhooks
  --version, --help`;

/**
 * Reads the command line.
 *
 * @throws BackstitchError BAD_ARGUMENT, with what to write instead.
 */
export function readArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parse(argv);
  if (values.help) return { command: 'help' };
  if (values.version) return { command: 'version' };
  const [command = 'open', extra, more, rest] = positionals;
  if (command === 'login' && extra === undefined) {
    return {
      command,
      dataDir: resolve(values['data-dir'] ?? defaultDataDir()),
      json: values.json ?? false,
      open: !values['no-open'],
    };
  }
  if (command === 'import' || command === 'export') {
    return readAppArguments(command, extra, more, values);
  }
  if (command === 'deliver') return readDeliver(extra, more, rest, values);
  if (command === 'packages') return readPackages(positionals.slice(1), values);
  if (command === 'singer') return readSinger(extra, more, values);
  if ((command !== 'serve' && command !== 'open') || extra !== undefined) {
    throw bad(
      `There is no command “${extra ?? command}”.`,
      'Commands: open, serve, import, export, singer, deliver, packages.',
    );
  }
  return {
    command,
    port: values.port === undefined ? undefined : readPort('--port', values.port),
    controlPort:
      values['control-port'] === undefined
        ? DEFAULT_CONTROL_PORT
        : readPort('--control-port', values['control-port']),
    dataDir: resolve(values['data-dir'] ?? defaultDataDir()),
    tunnel: readTunnel(values.tunnel, values['tunnel-host'], values.subdomain),
    app: values.app === undefined ? undefined : resolve(values.app),
    recover: readRecovery(values.recover),
    json: values.json ?? false,
    open: !values['no-open'],
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        'control-port': { type: 'string' },
        'data-dir': { type: 'string' },
        tunnel: { type: 'string' },
        'tunnel-host': { type: 'string' },
        subdomain: { type: 'string' },
        app: { type: 'string' },
        replace: { type: 'boolean' },
        state: { type: 'string' },
        alias: { type: 'string', multiple: true },
        'with-sequence': { type: 'boolean' },
        'redact-secrets': { type: 'boolean' },
        recover: { type: 'string' },
        event: { type: 'string' },
        id: { type: 'string' },
        json: { type: 'boolean' },
        'no-open': { type: 'boolean' },
        'no-save': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    });
  } catch (cause) {
    const message = cause instanceof Error ? (cause.message.split('. ')[0] ?? '') : String(cause);
    throw bad(`${message}.`, 'backstitch --help lists what there is.', cause);
  }
}

function readSinger(
  schema: string | undefined,
  extra: string | undefined,
  values: ReturnType<typeof parse>['values'],
): SingerArguments {
  if (schema === undefined || extra !== undefined || !/^[a-z_][a-z0-9_$]*$/.test(schema)) {
    throw bad('singer needs the name of one schema.', 'backstitch singer SCHEMA');
  }
  const aliases = (values.alias ?? []).map((text): [string, string] => {
    const at = text.lastIndexOf('=');
    if (at < 1 || at === text.length - 1) {
      throw bad(`“${text}” is no alias.`, "--alias 'column=other name'");
    }
    return [text.slice(0, at), text.slice(at + 1)];
  });
  return {
    command: 'singer',
    schema,
    dataDir: resolve(values['data-dir'] ?? defaultDataDir()),
    state: values.state,
    aliases: new Map(aliases),
    withSequence: values['with-sequence'] ?? false,
  };
}

function readDeliver(
  destination: string | undefined,
  file: string | undefined,
  extra: string | undefined,
  values: ReturnType<typeof parse>['values'],
): DeliverArguments {
  if (destination === undefined || file === undefined || extra !== undefined) {
    throw bad(
      'deliver needs a destination and a file.',
      'backstitch deliver DESTINATION FILE; - stands for the standard input.',
    );
  }
  const port = values['control-port'];
  return {
    command: 'deliver',
    destination,
    file: file === '-' ? file : resolve(file),
    dataDir: resolve(values['data-dir'] ?? defaultDataDir()),
    controlPort: port === undefined ? undefined : readPort('--control-port', port),
    event: values.event,
    id: values.id,
    json: values.json ?? false,
  };
}

function readPackages(
  [what, ...names]: readonly string[],
  values: ReturnType<typeof parse>['values'],
): PackagesArguments {
  const isKnown = what === 'list' || what === 'install' || what === 'remove';
  if (!isKnown || (what === 'list' && names.length > 0) || (what === 'remove' && !names[0])) {
    throw bad(
      'packages needs list, install or remove.',
      'backstitch packages install axios@0.27.2; packages remove axios; packages list.',
    );
  }
  const port = values['control-port'];
  return {
    command: 'packages',
    what,
    names,
    dataDir: resolve(values['data-dir'] ?? defaultDataDir()),
    controlPort: port === undefined ? undefined : readPort('--control-port', port),
    app: values.app,
    save: !values['no-save'],
    json: values.json ?? false,
  };
}

function readAppArguments(
  command: 'import' | 'export',
  directory: string | undefined,
  extra: string | undefined,
  values: ReturnType<typeof parse>['values'],
): AppArguments {
  if (directory === undefined || extra !== undefined) {
    throw bad(`${command} needs one directory.`, `backstitch ${command} DIR`);
  }
  return {
    command,
    directory: resolve(directory),
    dataDir: resolve(values['data-dir'] ?? defaultDataDir()),
    app: values.app,
    replace: values.replace ?? false,
    redactSecrets: values['redact-secrets'] ?? false,
    json: values.json ?? false,
  };
}

function readPort(flag: string, value: string): number {
  const port = Number(value);
  if (!/^\d{1,5}$/.test(value) || port > 65_535) {
    throw bad(`${flag} ${value} is not a port.`, 'Ports are 0 to 65535; 0 takes any free one.');
  }
  return port;
}

function readRecovery(value: string | undefined): Recovery | undefined {
  const known = RECOVERIES.find((way) => way === value);
  if (value === undefined || known !== undefined) return known;
  throw bad(`--recover ${value} is not known.`, `Write one of ${RECOVERIES.join(', ')}.`);
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

function bad(message: string, hint: string, cause?: unknown): BackstitchError {
  return new BackstitchError('BAD_ARGUMENT', message, { hint, cause });
}
