import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { getEventIteratorSchemaDetails, isContractProcedure } from '@orpc/contract';
import { pino } from 'pino';
import { contract } from '../../preload/contract.ts';
import { RAW_ROUTES } from '../../main/control/rest/raw-routes.ts';
import { openControl } from '../../main/control/listener.ts';
import type { SampleApp } from '../helpers/sample-app.ts';
import { send } from './harness.ts';

/** Fields of an answer; a test reads them as it goes. */
type Answered = ReturnType<typeof JSON.parse>;

type Fields = Record<string, unknown>;

interface Operation {
  method: string;
  path: string;
  /** A live stream. */
  isLive: boolean;
}

/** Operations of the contract that have a REST route, by their name, `captures.list` for instance. */
export function operationsInRest(): Map<string, Operation> {
  const found = new Map<string, Operation>();
  const walk = (level: object, prefix: string): void => {
    for (const [key, value] of Object.entries(level) as [string, unknown][]) {
      if (!isContractProcedure(value)) walk(value as object, `${prefix}${key}.`);
      else {
        const { route, outputSchema } = value['~orpc'];
        const { method = 'POST', path } = route;
        const isLive = getEventIteratorSchemaDetails(outputSchema) !== undefined;
        if (path !== undefined) found.set(prefix + key, { method, path, isLive });
      }
    }
  };
  walk(contract, '');
  return found;
}

/**
 * Calls operations of a real engine over REST, as the OpenAPI document describes them. The router checks what it answers by the schema of the
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
  const authorization = `Bearer ${control.token}`;
  const described = await send(port, '/api/v1/openapi.json', { headers: { authorization } });
  const document = JSON.parse(described.text) as Parameters<typeof put>[0];
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
      if (route.isLive) throw new Error(`${name} is a stream: follow it.`);
      const missing = Object.keys(input).filter((key) => input[key] === undefined);
      if (missing.length > 0) problems.push(`${name}: nothing to give as ${missing.join(', ')}`);
      const { path, method, headers, body } = put(document, route, input, authorization);
      const answer = await send(port, path, {
        method,
        headers,
        ...(body !== undefined && { body }),
      });
      if (answer.status >= 200 && answer.status < 300) {
        called.add(name);
        return answer.text === '' ? {} : (JSON.parse(answer.text) as unknown);
      }
      problems.push(`${name}: ${answer.status} ${answer.text.slice(0, 400)}`);
      return {};
    },
    /** Opens a stream and goes away once it speaks. */
    async follow(name: string, input: Fields = {}): Promise<void> {
      const route = routes.get(name);
      if (route?.isLive !== true) throw new Error(`${name} is no stream of REST.`);
      const { path, method, headers, body } = put(document, route, input, authorization);
      const outgoing = request({ port, host: '127.0.0.1', path, method, headers, agent: false });
      outgoing.end(body);
      const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
      await once(answer, 'data');
      outgoing.destroy();
      const type = answer.headers['content-type'];
      if (answer.statusCode === 200 && type === 'text/event-stream') called.add(name);
      else problems.push(`${name}: ${answer.statusCode} ${type}`);
    },
    /** Gets bytes, or sends them. */
    async bytes(name: string, input: Fields, sent?: Uint8Array): Promise<Buffer> {
      const route = RAW_ROUTES.find((one) => (one.operationId ?? one.procedure) === name);
      if (route === undefined) throw new Error(`${name} carries no bytes.`);
      const { path } = put(document, route, input, authorization);
      const type = { 'content-type': 'application/octet-stream' };
      const answer = await send(port, path, {
        method: route.method,
        headers: { authorization, ...(sent && type) },
        ...(sent && { body: sent }),
      });
      if (answer.status === 200) called.add(name);
      else problems.push(`${name}: ${answer.status} ${answer.text.slice(0, 400)}`);
      return answer.bytes;
    },
    [Symbol.asyncDispose]: () => control[Symbol.asyncDispose](),
  };
}

/** An operation as the OpenAPI document describes it: all that a generated client knows. */
interface Described {
  parameters?: { name: string; in: 'path' | 'query' }[];
  requestBody?: object;
}

/** A call as a client sends it that knows the document alone. */
function put(
  document: { paths: Record<string, Record<string, Described>> },
  { method, path: pattern }: { method: string; path: string },
  input: Fields,
  authorization: string,
) {
  const described = document.paths[pattern]?.[method.toLowerCase()];
  if (described === undefined) throw new Error(`${method} ${pattern} is not described.`);
  const { parameters = [], requestBody } = described;
  const rest = { ...input };
  const take = (name: string): string => {
    const value = String(rest[name]);
    delete rest[name];
    return value;
  };
  const query = new URLSearchParams();
  let path = `/api/v1${pattern}`;
  for (const { name, in: place } of parameters) {
    if (!(name in rest)) continue;
    if (place === 'query') query.set(name, take(name));
    else path = path.replace(`{${name}}`, encodeURIComponent(take(name)));
  }
  const target = query.size === 0 ? path : `${path}?${query.toString()}`;
  const left = Object.keys(rest);
  if (requestBody === undefined) {
    if (left.length > 0)
      throw new Error(`${method} ${pattern} does not describe ${left.join(', ')}.`);
    return { method, path: target, headers: { authorization } };
  }
  const headers = { authorization, 'content-type': 'application/json' };
  return { method, path: target, headers, body: JSON.stringify(rest) };
}
