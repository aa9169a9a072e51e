import { text } from 'node:stream/consumers';
import { BackstitchError } from '../../../lib/errors.ts';
import { findEngine, type Where } from '../../connection/find-engine.ts';
import { EXIT } from '../../exit-code.ts';
import { print, printError } from '../../print.ts';
import { bad } from '../../refusals.ts';
import { answer } from '../answer.ts';

interface Common extends Where {
  json: boolean;
  quiet: boolean;
}
type Named = Common & { name: string };

const at = (name: string): string => `/project/secrets/${encodeURIComponent(name)}`;

/**
 * Keeps a secret that comes by the standard input.
 *
 * @throws BackstitchError BAD_ARGUMENT where nothing comes
 */
export const runSetSecret = (
  { name, ...args }: Named,
  input: NodeJS.ReadStream = process.stdin,
): Promise<void> =>
  answer(args.json, async () => {
    const engine = await findEngine(args);
    if (input.isTTY && !args.quiet) printError('Type the secret, then Enter and Ctrl+D.');
    const value = (await text(input)).trim();
    if (value === '') throw bad('No secret came by the standard input.', 'Write: … < secret.txt');
    await engine.ask('PUT', at(name), { value });
    if (!args.quiet && !args.json) printError(`“${name}” is kept.`);
    return { name };
  });

/** Prints the names of all secrets. */
export const runListSecrets = (args: Common): Promise<void> =>
  answer(args.json, async () => {
    const engine = await findEngine(args);
    const items = (await engine.ask('GET', '/project/secrets')) as {
      name: string;
      last4: string;
    }[];
    if (!args.json) for (const { name } of items) print(name);
    return { items };
  });

/** Forgets a secret; ends with 5 where there is none. */
export const runRemoveSecret = ({ name, ...args }: Named): Promise<void> =>
  answer(args.json, async () => {
    const engine = await findEngine(args);
    const { removed } = (await engine.ask('DELETE', at(name))) as { removed: boolean };
    if (removed) return { name };
    const { message } = new BackstitchError('PROJECT_INVALID', `There is no secret “${name}”.`);
    if (!args.json) printError(`backstitch: ${message}`);
    return { exit: EXIT.failed, reason: 'not-found', message };
  });
