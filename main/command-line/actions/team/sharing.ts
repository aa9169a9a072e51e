import { readFileSync } from 'node:fs';
import type { Destination } from '../../../../preload/contract/destinations.ts';
import type { TeamDelivery } from '../../../../preload/contract/team/deliveries.ts';
import { BackstitchError } from '../../../lib/errors.ts';
import type { Connection } from '../../connection/connection.ts';
import { findEngine, type Where } from '../../connection/find-engine.ts';
import { print } from '../../print.ts';
import { answer } from '../answer.ts';

interface Common extends Where {
  json: boolean;
}

const NEEDS: Readonly<Record<string, string>> = {
  agreement: 'a yes to where it sends',
  secret: 'its secret',
  authorization: 'its Authorization',
};

const linesOf = ({ name, shared }: Destination): string[] => {
  if (shared === null) return [`${name} is delivered by this Backstitch alone.`];
  const needs = shared.needs.map((need) => NEEDS[need]);
  return [
    `${name} is shared with the team.`,
    needs.length === 0
      ? 'This computer sends for it.'
      : `This computer does not send for it: it lacks ${needs.join(' and ')}.`,
  ];
};

/** Lets the team deliver to a destination, or no longer. */
export const runShare = (args: Common & { destination: string; stop: boolean }): Promise<void> =>
  answer(args.json, async () => {
    const engine = await findEngine(args);
    const id = await idOf(engine, args.destination);
    const shared = !args.stop;
    const one = (await engine.ask('POST', `/destinations/${id}/share`, { shared })) as Destination;
    if (!args.json) print(...linesOf(one));
    return { id, shared: one.shared };
  });

/** Gives this computer what it needs to send. */
export const runEquip = (
  args: Common & {
    destination: string;
    secretFile?: string | undefined;
    authorizationFile?: string | undefined;
  },
): Promise<void> =>
  answer(args.json, async () => {
    const engine = await findEngine(args);
    const id = await idOf(engine, args.destination);
    const one = (await engine.ask('POST', `/destinations/${id}/equip`, {
      ...(args.secretFile !== undefined && { secret: textOf(args.secretFile) }),
      ...(args.authorizationFile !== undefined && {
        authorization: textOf(args.authorizationFile),
      }),
    })) as Destination;
    if (!args.json) print(...linesOf(one));
    return { id, shared: one.shared };
  });

/** Lists what the team delivers. */
export const runTeamDeliveries = (
  args: Common & { destination: string | undefined },
): Promise<void> =>
  answer(args.json, async () => {
    const engine = await findEngine(args);
    const query =
      args.destination === undefined
        ? ''
        : `?destinationId=${encodeURIComponent(await idOf(engine, args.destination))}`;
    const { items, next } = (await engine.ask('GET', `/team/deliveries${query}`)) as {
      items: TeamDelivery[];
      next: string | null;
    };
    if (!args.json) print(...items.map(lineOf));
    return { items, next };
  });

const lineOf = (one: TeamDelivery): string =>
  `${one.messageId} to ${one.destinationName}: ${one.state}, ${one.attempts} attempts, from ${one.node}` +
  (one.reason === null ? '' : `. ${one.reason}`);

/** @throws BackstitchError DESTINATION_NOT_FOUND */
async function idOf(engine: Connection, text: string): Promise<string> {
  // What the engine answers has passed its contract.
  const all = (await engine.ask('GET', '/destinations')) as Destination[];
  const wanted = text.trim().toLowerCase();
  const found = all.find(({ id, name }) => id === text || name.toLowerCase() === wanted);
  if (found !== undefined) return found.id;
  throw new BackstitchError('DESTINATION_NOT_FOUND', `There is no destination “${text}”.`);
}

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8').trim();
  } catch (cause) {
    const what = file === '-' ? 'The standard input' : file;
    throw new BackstitchError('BAD_ARGUMENT', `${what} cannot be read.`, { cause });
  }
}
