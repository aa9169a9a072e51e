import { resolve } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { defaultDataDir } from '../lib/data-dir.ts';
import { bad } from './refusals.ts';

// What several commands take. A new one for each command: an option belongs to one only.

export const DEFAULT_CONTROL_PORT = 8977;

/** `--data-dir`, absolute. */
export const dataDirOption = () =>
  new Option('--data-dir <dir>', 'folder that holds captures and apps')
    .argParser(readPath('--data-dir'))
    .default(usualDataDir());

/** `--data-dir` of an engine to find; undefined where it is not given, since variables come next. */
export const whereOption = () =>
  new Option(
    '--data-dir <dir>',
    `folder of the Backstitch to talk to (default: ${usualDataDir()})`,
  ).argParser(readPath('--data-dir'));

export const urlOption = () =>
  new Option(
    '--url <url>',
    'talk to the Backstitch there; its token is in the variable BACKSTITCH_TOKEN',
  ).argParser(readText('--url'));

export const tokenFileOption = () =>
  new Option('--token-file <file>', 'file that holds the token for --url').argParser(
    readPath('--token-file'),
  );

/** How an engine was named before it could be found by its data directory. */
export const controlPortOption = () =>
  new Option('--control-port <port>').argParser(readPort('--control-port')).hideHelp();

/** A command that talks to an engine that runs: with all that such commands take. */
export const engineCommand = (name: string) => findingCommand(name).addOption(jsonOption());

/** As `engineCommand`, where `--json` is the command's own. */
export const findingCommand = (name: string) =>
  new Command(name)
    .addOption(whereOption())
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .option('--quiet', 'print nothing but data', false);

/** A search as an argument or, where it begins with -, as an option. */
export const searchOption = () =>
  new Option('--search <search>', 'the search, for one that begins with - (--search=-status:5xx)');

const usualDataDir = (): string => resolve(process.env['BACKSTITCH_DATA_DIR'] || defaultDataDir());

/** `--app`: name or client app id; undefined where there is one app. */
export const appOption = () =>
  new Option('--app <name>', 'which app, where there are several').argParser(readText('--app'));

/** `--json`: the result as one line for a program. */
export const jsonOption = () => new Option('--json', 'print one line of JSON').default(false);

/** `--yes`, for what a project removes, or lets leave. */
export const yesOption = () =>
  new Option('--yes', 'also what removes, or lets more leave this computer').default(false);

/** `--allow-host`, any number of times. */
export const allowHostOption = () =>
  new Option('--allow-host <host>', 'let destinations of the project send there')
    .argParser((value: string, before: string[]) => [...before, readText('--allow-host')(value)])
    .default<string[]>([]);

/** `--allow-program`, for a tunnel of the project that is a program. */
export const allowProgramOption = () =>
  new Option('--allow-program <path>', 'start this program for the tunnel of the project')
    .argParser((value: string, before: string[]) => [...before, readText('--allow-program')(value)])
    .default<string[]>([]);

/** Reads the value of an option. A flag in its place was not meant as the value. */
export const readText =
  (flag: string) =>
  (value: string): string => {
    if (!value.startsWith('--')) return value;
    throw bad(`${flag} needs a value, and “${value}” is an option.`, '');
  };

/** Reads a path, absolute from then on. */
export const readPath =
  (flag: string) =>
  (value: string): string =>
    resolve(readText(flag)(value));

/** Reads how many, 1 or more. */
export const readCount =
  (flag: string) =>
  (value: string): number => {
    if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
    throw bad(`${flag} ${value} is no number.`, 'Write 1 or more.');
  };

/** Reads how many are wanted: `3` for at least three, `2..5`, `0..2`. */
export const readRange =
  (flag: string) =>
  (value: string): { least: number; most: number } => {
    const [, from, to] = /^(\d{1,4})(?:\.\.(\d{1,4}))?$/.exec(value) ?? [];
    const least = Number(from);
    const most = to === undefined ? Infinity : Number(to);
    if (from !== undefined && least <= most && least <= 1000) return { least, most };
    throw bad(`${flag} ${value} is no number.`, 'Write 3, or a range such as 2..5; 1000 at most.');
  };

/** Reads statuses such as `200`, `2xx` or `2xx,404`. */
export const readStatuses =
  (flag: string) =>
  (value: string): ((status: number) => boolean) => {
    const parts = value.toLowerCase().split(',');
    if (!parts.every((part) => /^[1-5](?:xx|\d\d)$/.test(part))) {
      throw bad(`${flag} ${value} is no status.`, 'Write 200, 2xx, or several such as 2xx,404.');
    }
    return (status) =>
      parts.some((part) => part === String(status) || part === `${Math.floor(status / 100)}xx`);
  };

/** Reads a port; 0 takes any free one. */
export const readPort =
  (flag: string) =>
  (value: string): number => {
    const port = Number(value);
    if (!/^\d{1,5}$/.test(value) || port > 65_535) {
      throw bad(`${flag} ${value} is not a port.`, 'Ports are 0 to 65535; 0 takes any free one.');
    }
    return port;
  };

/** The lines at the end of a command's help. */
export const examples = (...lines: string[]): string =>
  ['', 'Examples:', ...lines.map((line) => `  ${line}`)].join('\n');
