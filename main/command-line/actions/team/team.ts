import type { Client } from 'pg';
import { connectTeam } from '../../../team/connect.ts';
import { dropTeam, installScript, installTeam } from '../../../team/install.ts';
import { keepLimits } from '../../../team/keep-limits.ts';
import { addMember, memberSql, newPassword } from '../../../team/members.ts';
import { asTeamError } from '../../../team/problem.ts';
import { readServerStatus, type ServerStatus } from '../../../team/server-status.ts';
import { bytesText, readBytes } from '../../byte-sizes.ts';
import { EXIT } from '../../exit-code.ts';
import { print, printError } from '../../print.ts';
import { bad } from '../../refusals.ts';
import { warnOfPassword } from '../../team-start.ts';
import { answer } from '../answer.ts';

interface Common {
  url: string | undefined;
  checkCertificate: boolean;
  json: boolean;
}

/** Sets up the team. */
export const runTeamInit = ({ sql, ...args }: Common & { sql: boolean }): Promise<void> =>
  answer(args.json, async () => {
    if (sql) {
      const script = installScript();
      if (!args.json) print(...script.split('\n'));
      return { sql: script };
    }
    const done = await connected(args, installTeam);
    const words = {
      made: `The team is set up, version ${done.to}.`,
      same: `The team is up to date, version ${done.to}.`,
      updated: `The team went from version ${done.from} to ${done.to}.`,
    };
    const how = done.from === 0 ? 'made' : done.from === done.to ? 'same' : 'updated';
    if (!args.json) {
      print(words[how]);
      if (how === 'made')
        print('Next: backstitch team member NAME, then backstitch serve --team URL.');
    }
    return { ...done };
  });

/** Makes a login and shows its password, once. */
export const runTeamMember = ({
  name,
  sql,
  ...args
}: Common & { name: string; sql: boolean }): Promise<void> =>
  answer(args.json, async () => {
    if (sql) {
      const password = newPassword();
      const statement = memberSql(name, password);
      if (!args.json) {
        print(statement);
        printError(`The password of ${name}, shown this once: ${password}`);
      }
      return { name, sql: statement, password };
    }
    const password = await connected(args, (client) => addMember(client, name));
    if (!args.json) {
      print(`${name} may take part.`, `Password, shown this once: ${password}`);
    }
    return { name, password };
  });

/** Shows how the team is; ends with 1 where something is wrong. */
export const runTeamStatus = (args: Common): Promise<void> =>
  answer(args.json, async () => {
    const status = await connected(args, readServerStatus);
    if (!args.json) print(...linesOf(status));
    const isWell = status.problems.length === 0;
    return { ...status, ...(!isWell && { exit: EXIT.no, reason: 'problems' }) };
  });

/**
 * Says how long, and how much, the team keeps.
 *
 * @throws BackstitchError BAD_ARGUMENT, TEAM_REFUSED
 */
export const runTeamKeep = ({
  days,
  size,
  ...args
}: Common & { days?: string | undefined; size?: string | undefined }): Promise<void> =>
  answer(args.json, async () => {
    if (days === undefined && size === undefined)
      throw bad('Nothing is said.', 'Add --days or --size, for example --days 30 --size 20gb.');
    const limits = {
      ...(days !== undefined && { days: daysOf(days) }),
      ...(size !== undefined && { bytes: bytesOf(size) }),
    };
    const kept = await connected(args, (client) => keepLimits(client, limits));
    if (!args.json)
      print(
        `The team keeps ${kept.days} days${kept.bytes === null ? '' : `, at most ${bytesText(kept.bytes)}`}.`,
      );
    return { ...kept };
  });

function daysOf(text: string): number {
  const days = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (days < 1 || days > 3650) throw bad(`“${text}” is no number of days.`, 'Write 1 to 3650.');
  return days;
}

/** @returns null: no limit */
function bytesOf(text: string): number | null {
  if (text === 'none') return null;
  const read = readBytes(text);
  if (read === undefined || read < 1)
    throw bad(`“${text}” is no size.`, 'Write for example 20gb, or none.');
  return read;
}

/** @throws BackstitchError BAD_ARGUMENT without `--yes` */
export const runTeamDrop = ({ yes, ...args }: Common & { yes: boolean }): Promise<void> =>
  answer(args.json, async () => {
    if (!yes)
      throw bad('This deletes the team with all its captures.', 'Add --yes if you mean it.');
    const captures = await connected(args, dropTeam);
    if (!args.json) print(`The team is gone, and ${captures} captures with it.`);
    return { captures };
  });

async function connected<T>(
  { url: given, checkCertificate }: Common,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const url = given ?? process.env['BACKSTITCH_TEAM_URL'];
  if (url === undefined || url === '') {
    throw bad('No database is named.', 'Write its URL, or set BACKSTITCH_TEAM_URL.');
  }
  if (given !== undefined && URL.parse(given)?.password) warnOfPassword();
  try {
    const { client, close } = await connectTeam(
      { url, checkCertificate },
      { name: 'command line' },
    );
    try {
      return await work(client);
    } finally {
      await close();
    }
  } catch (error) {
    throw asTeamError(error);
  }
}

function linesOf(status: ServerStatus): string[] {
  const { may, nodes, partitions, retentionBytes: limit } = status;
  const rights = [
    may.read && 'read',
    may.write && 'write',
    may.install && 'change the schema',
  ].filter((right) => right !== false);
  return [
    `Team, version ${status.version}, on PostgreSQL ${status.server}`,
    `  You are      ${status.login}, who may ${rights.length === 0 ? 'do nothing' : rights.join(', ')}`,
    `  Captures     ${status.captures}, kept ${status.retentionDays} days`,
    `  Size         ${bytesText(status.bytes)}${limit === null ? ', no limit' : ` of at most ${bytesText(limit)}`}`,
    `  Partitions   ${partitions.days} days, up to ${partitions.last ?? 'none'}; ${partitions.defaultRows} captures outside`,
    ...nodes.map(
      (node) =>
        `  ${node.online ? '●' : '○'} ${node.name}, ${node.kind}, as ${node.login}: ${node.captures} captures, ` +
        (node.lastSeen === null ? 'never seen' : `seen ${new Date(node.lastSeen).toISOString()}`),
    ),
    ...status.sharedLogins.map(
      (login) =>
        `  Several nodes use the login ${login}: nothing keeps one of them from writing as another.`,
    ),
    ...status.problems.map((problem) => `! ${problem}`),
  ];
}
