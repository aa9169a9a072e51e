import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { printError } from './print.ts';
import type { TeamStart } from './serve-arguments.ts';
import { bad } from './refusals.ts';

/**
 * The team that `serve` is to take part in: the option, else the variables BACKSTITCH_TEAM_URL and BACKSTITCH_TEAM_URL_FILE.
 *
 * @throws BackstitchError BAD_ARGUMENT
 */
export function readTeam(
  given: string | undefined,
  nodeName: string | undefined,
  relay: boolean,
): TeamStart | undefined {
  const url = given ?? fromVariables();
  const name = nodeName ?? (process.env['BACKSTITCH_NODE_NAME'] || undefined);
  if (url === undefined) {
    if (relay) throw bad('A relay belongs to a team.', 'Add --team URL.');
    if (nodeName !== undefined) throw bad('--node-name goes with --team.', '');
    return undefined;
  }
  if (url === 'off') return { url: null, nodeName: name, relay: false, checkCertificate: true };
  if (relay && name === undefined) throw bad('A relay needs a name.', 'Add --node-name NAME.');
  return { url, nodeName: name, relay, checkCertificate: true };
}

/** Arguments are public to the other users of a machine. */
export const warnOfPassword = (): void =>
  printError(
    'Other users of this computer can read a password in a command line: set PGPASSWORD or BACKSTITCH_TEAM_URL.',
  );

/** The name of a node that was given none. */
export const usualNodeName = (): string => hostname().split('.')[0]?.slice(0, 60) || 'Backstitch';

function fromVariables(): string | undefined {
  const url = process.env['BACKSTITCH_TEAM_URL'];
  if (url) return url;
  const file = process.env['BACKSTITCH_TEAM_URL_FILE'];
  if (!file) return undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw bad(`The file ${file} cannot be read.`, 'BACKSTITCH_TEAM_URL_FILE names it.', cause);
  }
}
