import type { AgentToken } from '../../../preload/contract/interchange/mcp.ts';
import { findEngine, type Where } from '../connection/find-engine.ts';
import { EXIT } from '../exit-code.ts';
import { print, printError } from '../print.ts';
import { answer } from './answer.ts';

interface Common extends Where {
  json: boolean;
  quiet: boolean;
}
type Named = Common & { name: string };

const TOKENS = '/mcp/tokens';

/** Makes a lasting token; the output is its text alone, so that a script can take it. */
export const runCreateToken = ({
  name,
  allowWrite,
  ...args
}: Named & { allowWrite: boolean }): Promise<void> =>
  answer(args.json, async () => {
    const engine = await findEngine(args);
    const input = { name, mayChange: allowWrite };
    const made = (await engine.ask('POST', TOKENS, input)) as AgentToken & { token: string };
    if (!args.json) print(made.token);
    if (!args.quiet && !args.json) {
      printError(`The token of “${made.name}” is not shown again. It opens /mcp only.`);
    }
    return { items: [made] };
  });

/** Prints the names of all lasting tokens, what they may do, and when they were used. */
export const runListTokens = (args: Common): Promise<void> =>
  answer(args.json, async () => {
    const engine = await findEngine(args);
    const items = (await engine.ask('GET', TOKENS)) as AgentToken[];
    if (!args.json) for (const one of items) print(line(one));
    return { items };
  });

/** Revokes a token by its name; ends with 5 where there is none. */
export const runRevokeToken = ({ name, ...args }: Named): Promise<void> =>
  answer(args.json, async () => {
    const engine = await findEngine(args);
    const items = (await engine.ask('GET', TOKENS)) as AgentToken[];
    const found = items.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (found !== undefined) {
      await engine.ask('DELETE', `${TOKENS}/${found.id}`);
      if (!args.quiet && !args.json) printError(`The token of “${found.name}” is revoked.`);
      return { name: found.name };
    }
    const message = `There is no token “${name}”.`;
    if (!args.json) printError(`backstitch: ${message}`);
    return { exit: EXIT.failed, reason: 'not-found', message };
  });

function line({ name, mayChange, lastUsedAt }: AgentToken): string {
  const used = lastUsedAt === null ? 'never used' : `used ${new Date(lastUsedAt).toISOString()}`;
  return `${name}  ${mayChange ? 'may change' : 'reads'}  ${used}`;
}
