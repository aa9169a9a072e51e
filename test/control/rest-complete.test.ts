import { readFileSync } from 'node:fs';
import { getEventIteratorSchemaDetails, isContractProcedure } from '@orpc/contract';
import type { AnyContractProcedure } from '@orpc/contract';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { contractOf, RAW_ROUTES } from '../../main/control/rest/raw-routes.ts';
import { contract } from '../../preload/contract.ts';
import { REST_PAGE, restPage, restRoutes } from '../house/rest-page.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { send, startControl } from './harness.ts';

const shared = await startControl();
afterAll(() => shared[Symbol.asyncDispose]());

const OPERATIONS: [name: string, procedure: AnyContractProcedure][] = [];
(function walk(level: object, prefix = ''): void {
  for (const [key, value] of Object.entries(level) as [string, unknown][]) {
    const name = prefix + key;
    if (isContractProcedure(value)) OPERATIONS.push([name, value]);
    else walk(value as object, `${name}.`);
  }
})(contract);

const ROUTES = restRoutes();
const RAW = new Set(RAW_ROUTES.map(({ procedure }) => procedure));
const routeOf = (procedure: AnyContractProcedure) => procedure['~orpc'].route;
const isStream = (procedure: AnyContractProcedure): boolean =>
  getEventIteratorSchemaDetails(procedure['~orpc'].outputSchema) !== undefined;

/** Whether a schema takes or gives bytes, by itself or in a field. */
function holdsBytes(schema: unknown): boolean {
  if (!(schema instanceof z.ZodType)) return false;
  const fields = schema instanceof z.ZodObject ? Object.values(schema.shape) : [schema];
  const blob = new Blob(['bytes']);
  return fields.some((field) => {
    const { data } = (field as z.ZodType).safeParse(blob);
    return data instanceof Blob && !(field as z.ZodType).safeParse({}).success;
  });
}

interface Described {
  operationId: string;
  summary?: string;
  responses: Record<string, { content?: object }>;
}
const document = JSON.parse(
  (await shared.send('/api/v1/openapi.json', { headers: shared.bearer })).text,
) as {
  openapi: string;
  paths: Record<string, Record<string, Described>>;
};

describe('every operation of the contract', () => {
  it('has a REST route, or carries bytes by a route of its own', () => {
    const without = OPERATIONS.filter(
      ([name, procedure]) => routeOf(procedure).path === undefined && !RAW.has(name),
    );
    const words = without.map(
      ([name]) => `${name} has no REST route: add .route({...}) or a row in RAW_ROUTES`,
    );
    expect(words).toEqual([]);
  });

  it('has one kind of route: bytes have theirs, and no other carries any', () => {
    const wrong = OPERATIONS.filter(([name, procedure]) => {
      const { inputSchema, outputSchema } = procedure['~orpc'];
      const isBytes = holdsBytes(inputSchema) || holdsBytes(outputSchema);
      return isBytes !== (RAW.has(name) && routeOf(procedure).path === undefined);
    });
    expect(wrong.map(([name]) => name)).toEqual([]);
  });

  it('that is a live stream is a GET, but for the one that takes source code', () => {
    const posted = OPERATIONS.filter(
      ([, procedure]) => isStream(procedure) && routeOf(procedure).method !== 'GET',
    );
    expect(posted.map(([name]) => name)).toEqual(['functions.compare']);
  });

  it('says in a few words what it does', () => {
    expect(ROUTES.filter(({ summary }) => summary === '').map((one) => one.operationId)).toEqual(
      [],
    );
  });

  it('has a method and a path that no other has', () => {
    const seen = ROUTES.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`);
    expect(seen.filter((one, at) => seen.indexOf(one) !== at)).toEqual([]);
  });

  it('that deletes says all it means in its path', () => {
    for (const [name, procedure] of OPERATIONS) {
      const { method, path = '' } = routeOf(procedure);
      if (method !== 'DELETE') continue;
      const { inputSchema } = procedure['~orpc'];
      const fields = inputSchema instanceof z.ZodObject ? Object.keys(inputSchema.shape) : [];
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, field = '']) => field);
      expect([name, new Set(fields)]).toEqual([name, new Set(inPath)]);
    }
  });

  it('answers 401 without a token, and is nothing but a capture on the intake', async () => {
    await using t = await startTestEngine();
    for (const { method, path, operationId } of ROUTES) {
      const target = `/api/v1${path.replaceAll(/\{\w+\}/g, '1')}`;
      const { status } = await send(shared.port, target, { method });
      expect([operationId, status]).toEqual([operationId, 401]);
      const headers = { authorization: shared.bearer.authorization };
      const taken = await send(t.port, target, { method, headers });
      expect([operationId, taken.status]).toEqual([operationId, 200]);
    }
    const { count } = await t.engine.captures.count({ search: '' });
    expect(count).toBe(ROUTES.length);
  });
});

describe('the OpenAPI document', () => {
  it('is valid by the schema of OpenAPI 3.1', async () => {
    expect(await new Validator().validate(document as unknown as Record<string, unknown>)).toEqual({
      valid: true,
    });
  });

  it('describes every route, and nothing else', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${path}`,
      ),
    );
    const wanted = ROUTES.map((one) => `${one.operationId} ${one.method} ${one.path}`);
    expect(described.sort()).toEqual(wanted.sort());
  });

  it('says which answers are streams and which are bytes', () => {
    for (const { method, path, kind, operationId } of ROUTES) {
      const types = Object.keys(
        document.paths[path]?.[method.toLowerCase()]?.responses['200']?.content ?? {},
      );
      const raw = RAW_ROUTES.find((one) => (one.operationId ?? one.procedure) === operationId);
      const wanted =
        kind === 'stream'
          ? 'text/event-stream'
          : raw?.direction === 'out'
            ? 'application/octet-stream'
            : 'application/json';
      expect([operationId, types]).toEqual([operationId, [wanted]]);
    }
  });

  // Generated clients are named after them: a new name breaks programs, so it is a decision.
  it('keeps the names of its operations', async () => {
    const names = ROUTES.map(({ operationId }) => operationId).sort();
    await expect(`${names.join('\n')}\n`).toMatchFileSnapshot('operation-ids.txt');
  });
});

it('every raw route names an operation, and only fields that it has', () => {
  for (const route of RAW_ROUTES) {
    const { inputSchema } = contractOf(route)['~orpc'];
    const fields = Object.keys((inputSchema as z.ZodObject).shape);
    const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, field]) => field);
    const named = [...inPath, ...(route.query ?? []), ...Object.keys(route.fixed ?? {})];
    expect(fields).toEqual(expect.arrayContaining(named));
  }
});

it('the page of the routes is what the contract gives; npm run rest-page writes it again', () => {
  expect(readFileSync(REST_PAGE, 'utf8')).toBe(restPage(ROUTES));
});
