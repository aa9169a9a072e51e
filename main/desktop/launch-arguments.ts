import { readServeArguments, type ServeArguments } from '../command-line/serve-arguments.ts';

const OURS: ReadonlySet<string> = new Set([
  '--data-dir',
  '--port',
  '--subdomain',
  '--tunnel',
  '--tunnel-command',
  '--tunnel-host',
]);

/**
 * Reads the flags of `backstitch open` out of the command line of the desktop app. Switches of
 * Chromium and of the desktop stand between them and belong to others, so what is not ours is passed
 * over, not refused.
 *
 * @param argv without the program and, in a checkout, without the folder of the app.
 * @throws BackstitchError BAD_ARGUMENT where a flag of ours has a value that makes no sense.
 */
export function readLaunchArguments(argv: readonly string[]): ServeArguments {
  const ours = argv.flatMap((argument, at) => {
    const [flag, value] = splitOnce(argument);
    if (!OURS.has(flag)) return [];
    const given = value ?? argv[at + 1];
    return given === undefined ? [flag] : [`${flag}=${given}`];
  });
  return readServeArguments(ours);
}

function splitOnce(argument: string): [string, string?] {
  const at = argument.indexOf('=');
  return at < 0 ? [argument] : [argument.slice(0, at), argument.slice(at + 1)];
}
