import { EJSON } from 'bson';
import type { Apps } from '../config/apps.ts';
import { SYSTEM_USER } from '../webhooks/execution-user.ts';
import { LIVE } from './engine-parts.ts';
import type { Runner } from './runner.ts';

interface Parts {
  apps: Apps;
  runner: Runner;
  installId: string;
}

/** What a function made of its argument: bytes, or null where it returned null or nothing. */
type Transformed = { body: Buffer; isJson: boolean } | null;

/**
 * Calls a function of an app, as system, to turn one value into a body: a string as it is, anything
 * else as plain JSON.
 *
 * @throws where there is no such app or function, or it fails.
 */
export function createTransform({ apps, runner, installId }: Parts) {
  let calls = 0;
  return async (
    { app: name, function: functionName }: { app: string; function: string },
    argument: unknown,
  ): Promise<Transformed> => {
    const app = apps.list().find((one) => one.model.name === name || one.id === name);
    if (app === undefined) throw new Error(`there is no app “${name}”`);
    if (!app.model.functions.some((fn) => fn.name === functionName)) {
      throw new Error(`${name} has no function “${functionName}”`);
    }
    calls += 1;
    const outcome = await runner.run({
      app,
      entry: { kind: 'function', name: functionName },
      call: { kind: 'values', args: EJSON.stringify([argument], { relaxed: false }) },
      user: SYSTEM_USER,
      asSystem: true,
      request: null,
      limitsOf: functionName,
      captureRowId: null,
      session: `transform-${installId}-${calls}`,
      ...LIVE,
    });
    if (outcome.error !== null) throw new Error(outcome.error.message);
    const { resultString, result } = outcome;
    if (resultString !== null) return { body: Buffer.from(resultString, 'utf8'), isJson: false };
    const value: unknown = result === null ? null : EJSON.parse(result, { relaxed: true });
    if (value === null || value === undefined) return null;
    return { body: Buffer.from(JSON.stringify(value), 'utf8'), isJson: true };
  };
}
