import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { printError } from './print.ts';
import type { TeamStart } from './serve-arguments.ts';
import { bad } from './refusals.ts';

interface Given {
  team?: string | undefined;
  nodeName?: string | undefined;
  relay: boolean;
  ack?: TeamStart['ack'];
  checkCertificate?: boolean | undefined;
}

/**
 * The team that `serve` is to take part in: the option, else the variables BACKSTITCH_TEAM_URL and BACKSTITCH_TEAM_URL_FILE.
 *
 * @throws BackstitchError BAD_ARGUMENT
 */
export function readTeam(given: Given): TeamStart | undefined {
  const { nodeName, relay, ack, checkCertificate } = given;
  const url = given.team ?? fromVariables();
  const name = nodeName ?? (process.env['BACKSTITCH_NODE_NAME'] || undefined);
  if (ack !== undefined && !relay) {
    throw bad('--ack goes with --relay.', 'Other nodes answer once a webhook is on their disk.');
  }
  if (url === undefined) {
    if (relay) throw bad('A relay belongs to a team.', 'Add --team URL.');
    if (nodeName !== undefined) throw bad('--node-name goes with --team.', '');
    if (checkCertificate !== undefined) {
      throw bad(`--${checkCertificate ? '' : 'no-'}check-certificate goes with --team.`, '');
    }
    return undefined;
  }
  if (url === 'off') {
    return {
      url: null,
      nodeName: name,
      relay: false,
      ack: undefined,
      checkCertificate: undefined,
    };
  }
  if (relay && name === undefined) throw bad('A relay needs a name.', 'Add --node-name NAME.');
  return { url, nodeName: name, relay, ack, checkCertificate };
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
