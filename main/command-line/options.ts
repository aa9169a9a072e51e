import { resolve } from 'node:path';
import { Option } from '@commander-js/extra-typings';
import { defaultDataDir } from '../lib/data-dir.ts';
import { bad } from './refusals.ts';

// What several commands take. A new one for each command: an option belongs to one only.

export const DEFAULT_CONTROL_PORT = 8977;

/** `--data-dir`, absolute. */
export const dataDirOption = () =>
  new Option('--data-dir <dir>', 'folder that holds captures and apps')
    .argParser(readPath('--data-dir'))
    .default(resolve(defaultDataDir()));

/** `--control-port` of a Backstitch that runs; undefined works on the data directory itself. */
export const runningOption = () =>
  new Option(
    '--control-port <port>',
    'talk to the Backstitch that runs there; its token is in the variable BACKSTITCH_TOKEN',
  ).argParser(readPort('--control-port'));

/** `--app`: name or client app id; undefined where there is one app. */
export const appOption = () =>
  new Option('--app <name>', 'which app, where there are several').argParser(readText('--app'));

/** `--json`: the result as one line for a program. */
export const jsonOption = () => new Option('--json', 'print one line of JSON').default(false);

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
