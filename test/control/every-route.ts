import { isContractProcedure } from '@orpc/contract';
import { pino } from 'pino';
import { contract } from '../../preload/contract.ts';
import { openControl } from '../../main/control/listener.ts';
import type { SampleApp } from '../helpers/sample-app.ts';
import { send } from './harness.ts';

/** Fields of an answer; a test reads them as it goes. */
type Answered = ReturnType<typeof JSON.parse>;

type Fields = Record<string, unknown>;

/** Operations of the contract that have a REST route, by their name, `captures.list` for instance. */
export function operationsInRest(): Map<string, { method: string; path: string }> {
  const found = new Map<string, { method: string; path: string }>();
  const walk = (level: object, prefix: string): void => {
    for (const [key, value] of Object.entries(level) as [string, unknown][]) {
      if (!isContractProcedure(value)) walk(value as object, `${prefix}${key}.`);
      else {
        const { method = 'POST', path } = value['~orpc'].route;
        if (path !== undefined) found.set(prefix + key, { method, path });
      }
    }
  };
  walk(contract, '');
  return found;
}

/**
 * Calls operations of a real engine over REST. The router checks what it answers by the schema of the
 * contract: a value that does not fit is a 500, so a 2xx says that it fits.
 */
export async function startRestCaller(app: SampleApp) {
  const log = pino({ level: 'silent' });
  const control = await openControl({
    surface: app.engine,
    sessions: app.engine.sessionBook,
    port: 0,
    staticDir: app.dataDir,
    log,
  });
  // As `serve` does: login URLs lead here.
  app.engine.showAt(control.url);
  const port = Number(new URL(control.url).port);
  const routes = operationsInRest();
  const called = new Set<string>();
  const problems: string[] = [];

  return {
    /** Names of operations that answered 2xx at least once. */
    called,
    /** What answered anything else, in words. */
    problems,
    /** @returns the body read as JSON; an empty object where the answer was not 2xx. */
    async call(name: string, input: Fields = {}): Promise<Answered> {
      const route = routes.get(name);
      if (route === undefined) throw new Error(`${name} has no REST route.`);
      const missing = Object.keys(input).filter((key) => input[key] === undefined);
      if (missing.length > 0) problems.push(`${name}: nothing to give as ${missing.join(', ')}`);
      const rest = { ...input };
      const path = route.path.replaceAll(/\{(\w+)\}/g, (_all, key: string) => {
        const value = String(rest[key]);
        delete rest[key];
        return encodeURIComponent(value);
      });
      const inQuery = route.method === 'GET' || route.method === 'DELETE';
      const query = new URLSearchParams(
        Object.entries(rest).map(([key, value]) => [key, String(value)] as [string, string]),
      );
      const answer = await send(port, `/api/v1${path}${inQuery ? `?${query.toString()}` : ''}`, {
        method: route.method,
        headers: {
          authorization: `Bearer ${control.token}`,
          ...(!inQuery && { 'content-type': 'application/json' }),
        },
        ...(!inQuery && { body: JSON.stringify(rest) }),
      });
      if (answer.status >= 200 && answer.status < 300) {
        called.add(name);
        return answer.text === '' ? {} : (JSON.parse(answer.text) as unknown);
      }
      problems.push(`${name}: ${answer.status} ${answer.text.slice(0, 400)}`);
      return {};
    },
    [Symbol.asyncDispose]: () => control[Symbol.asyncDispose](),
  };
}
