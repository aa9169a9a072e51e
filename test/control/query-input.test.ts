import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isContractProcedure, type AnyContractProcedure } from '@orpc/contract';
import { os } from '@orpc/server';
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createRest } from '../../main/control/rest/rest.ts';
import { toPublicError } from '../../main/control/public-error.ts';
import { createStreams } from '../../main/control/rest/streams.ts';
import { sendError } from '../../main/control/answer.ts';
import type { EngineRouter } from '../../main/control/router.ts';
import { contract } from '../../preload/contract.ts';
import { startIntegration } from '../integrations/room.ts';
import { openControl } from '../../main/control/listener.ts';
import { send } from './harness.ts';

interface Operation {
  name: string;
  method: string;
  path: string;
  input: unknown;
}

const OPERATIONS: Operation[] = [];
/** The input of the last call, as its procedure got it before validation. */
let seen: unknown;

/** The contract as a router that only notes what it is called with. */
function spies(level: object, prefix: string): object {
  return Object.fromEntries(
    Object.entries(level).map(([key, value]: [string, unknown]) => {
      const name = prefix === '' ? key : `${prefix}.${key}`;
      if (!isContractProcedure(value)) return [key, spies(value as object, name)];
      return [key, spy(value, name)];
    }),
  );
}

function spy(procedure: AnyContractProcedure, name: string) {
  const { route, inputSchema } = procedure['~orpc'];
  if (route.path !== undefined) {
    const method = route.method ?? 'POST';
    OPERATIONS.push({ name, method, path: route.path, input: inputSchema });
  }
  const known = inputSchema instanceof z.ZodObject ? inputSchema.shape : {};
  const anything = z.object(Object.fromEntries(Object.keys(known).map((key) => [key, z.any()])));
  // An operation that takes no input gets none.
  const wanted = inputSchema === undefined ? anything.optional() : anything;
  return os
    .route(route)
    .input(wanted)
    .handler(({ input }) => {
      seen = input ?? {};
      return {};
    });
}

const router = spies(contract, '') as EngineRouter;
const log = pino({ level: 'silent' });
const access = { sessionOf: () => undefined, identify: () => 'bearer' as const };
const rest = createRest(router, log, access, createStreams());
const server = createServer((request, response) => {
  rest(request, response, (request.url ?? '').split('?')[0] ?? '').catch((error: unknown) =>
    sendError(response, toPublicError(error, log)),
  );
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
afterAll(() => server.close());

/** Whether a parameter of a type is read rightly from the text that a query is. */
function readsText(schema: z.ZodType, type: string | undefined): boolean {
  if (type === 'integer' || type === 'number') return schema.safeParse('7').data === 7;
  if (type === 'boolean') {
    return schema.safeParse('false').data === false && schema.safeParse('true').data === true;
  }
  // A list with one value comes as that value; what value it takes is its own matter.
  if (type === 'array') return takesOneText(schema);
  return type !== 'object';
}

/** The last one is a list of objects, which a query holds as JSON. */
const ONE_OF_EACH = ['body.a', 'keymap', 'a', '[{"column":"a","value":"b"}]'];
const takesOneText = (schema: z.ZodType): boolean =>
  ONE_OF_EACH.some((text) => Array.isArray(schema.safeParse(text).data));

const inPath = (path: string): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

async function call({ method, path }: Operation, query: Record<string, string>) {
  seen = undefined;
  const params = new URLSearchParams(query);
  const target = `/api/v1${path.replaceAll(/\{(\w+)\}/g, 'of-$1')}${params.size > 0 ? `?${params.toString()}` : ''}`;
  const { status, text } = await send(port, target, { method });
  return {
    status,
    body: JSON.parse(text === '' ? 'null' : text) as { code?: string; message?: string } | null,
  };
}

const named = (method: string) =>
  OPERATIONS.filter((one) => one.method === method).map((one) => [one.name, one] as const);

describe('every operation that takes its input from the query', () => {
  it.each(named('GET'))('%s reads all of it', async (_name, operation) => {
    const shape = operation.input instanceof z.ZodObject ? operation.input.shape : {};
    const names = Object.keys(shape).filter((name) => !inPath(operation.path).includes(name));
    const query = Object.fromEntries(names.map((name) => [name, `is-${name}`]));
    const path = Object.fromEntries(inPath(operation.path).map((name) => [name, `of-${name}`]));
    expect(await call(operation, query)).toMatchObject({ status: 200 });
    expect(seen).toEqual({ ...path, ...query });
  });

  it.each(named('GET'))('%s refuses the rest', async (_name, operation) => {
    const answer = await call(operation, { nonsense: '1' });
    expect(answer.status).toBe(400);
    expect(answer.body?.message).toBe('There is no parameter "nonsense" here.');
    expect(seen).toBeUndefined();
  });

  it.each(named('GET'))('%s knows its parameters by name, as text', (_name, { input }) => {
    // A union hides its names from the check, and a number that is no text cannot be given.
    if (input === undefined) return;
    expect(input).toBeInstanceOf(z.ZodObject);
    const { properties = {} } = z.toJSONSchema(input as z.ZodObject, {
      io: 'input',
      unrepresentable: 'any',
    });
    for (const [name, of] of Object.entries(properties)) {
      const schema = (input as z.ZodObject).shape[name] as z.ZodType;
      const type = typeof of === 'object' ? String(of.type) : undefined;
      expect([name, readsText(schema, type)]).toEqual([name, true]);
    }
  });
});

describe('every operation that takes its input from the body', () => {
  it.each([...named('POST'), ...named('PUT'), ...named('PATCH')])(
    '%s refuses a query',
    async (_name, operation) => {
      const answer = await call(operation, { id: '2' });
      expect(answer.status).toBe(400);
      expect(answer.body?.message).toContain('into the body, not the query');
      expect(seen).toBeUndefined();
    },
  );
});

describe('every operation that deletes', () => {
  it.each(named('DELETE'))('%s says all it means in its path', async (_name, operation) => {
    const fields = operation.input instanceof z.ZodObject ? Object.keys(operation.input.shape) : [];
    expect(fields.sort()).toEqual(inPath(operation.path).sort());
    const ofPath = Object.fromEntries(fields.map((name) => [name, `of-${name}`]));
    expect(await call(operation, {})).toMatchObject({ status: 200 });
    expect(seen).toEqual(ofPath);
  });

  it.each(named('DELETE'))('%s refuses a query', async (_name, operation) => {
    const answer = await call(operation, { id: '2' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'BAD_INPUT' } });
    expect(seen).toBeUndefined();
  });
});

it('revokes the URL that the path names, and no other', async () => {
  await using room = await startIntegration();
  await using control = await openControl({
    surface: room.engine,
    port: 0,
    staticDir: room.dataDir,
    log,
  });
  const { integration } = await room.engine.integrations.generateUrl({ id: room.integration.id });
  const [first, second] = integration.urls;
  const own = Number(new URL(control.url).port);
  const authorization = `Bearer ${control.token}`;
  const revoke = (rest: string, more: { headers?: Record<string, string>; body?: string } = {}) =>
    send(own, `/api/v1/integrations/${integration.id}/urls${rest}`, {
      method: 'DELETE',
      ...more,
      headers: { authorization, ...more.headers },
    });
  // What once meant the oldest, and what an HTTP client may make of it, is refused.
  expect((await revoke('')).status).toBe(404);
  expect((await revoke(`?urlId=${second?.id}`)).status).toBe(400);
  const body = JSON.stringify({ urlId: second?.id });
  const headers = { 'content-type': 'application/json', 'content-length': String(body.length) };
  expect((await revoke(`/${first?.id}`, { headers, body })).status).toBe(400);
  expect(room.get().urls.map(({ revokedAt }) => revokedAt)).toEqual([null, null]);
  expect((await revoke(`/${second?.id}`)).status).toBe(200);
  const revoked = room.get().urls.filter(({ revokedAt }) => revokedAt !== null);
  expect(revoked.map(({ id }) => id)).toEqual([second?.id]);
  expect(first?.id).not.toBe(second?.id);
});
