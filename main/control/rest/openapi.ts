import type { OpenAPI } from '@orpc/contract';
import { OpenAPIGenerator } from '@orpc/openapi';
import type { AnyContractProcedure } from '@orpc/contract';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { z } from 'zod';
import { OCTETS } from './json-body.ts';
import { contractOf, RAW_ROUTES, type RawRoute } from './raw-routes.ts';
import type { EngineRouter } from '../router.ts';

/** Procedures with a path; those that carry bytes have routes of their own, in `raw-routes.ts`. */
export function isInRest({ contract }: { contract: AnyContractProcedure }): boolean {
  return contract['~orpc'].route.path !== undefined;
}

/** The OpenAPI document of all that REST answers, routes that carry bytes included. */
export async function describeApi(router: EngineRouter): Promise<OpenAPI.Document> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(router, {
    filter: isInRest,
    info: { title: 'Backstitch', version: '1.0.0', description: ABOUT },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }, { session: [] }],
    commonSchemas: { Error: { error: 'UndefinedError' } },
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'Printed by backstitch serve --json.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'backstitch-<port>',
          description: 'Set by the one-time URL. Changes need an Origin header beside it.',
        },
      },
    },
  });
  const paths = { ...document.paths };
  // A path may be one of both: bytes are sent to it, and JSON is read from it.
  for (const [path, item] of Object.entries(rawPaths())) paths[path] = { ...paths[path], ...item };
  return { ...document, paths };
}

const ABOUT = 'The private side of Backstitch: captures, endpoints, replays, tunnel, settings.';

const ERRORS = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };

function rawPaths(): Record<string, OpenAPI.PathItemObject> {
  const paths: Record<string, OpenAPI.PathItemObject> = {};
  for (const route of RAW_ROUTES) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: rawOperation(route),
    };
  }
  return paths;
}

function rawOperation(route: RawRoute): OpenAPI.OperationObject {
  const { inputSchema, outputSchema, errorMap } = contractOf(route)['~orpc'];
  const bytes = { [OCTETS]: { schema: { type: 'string', contentMediaType: OCTETS } as const } };
  const fields = propertiesOf(inputSchema);
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const [name = ''] = route.procedure.split('.');
  const isOut = route.direction === 'out';
  return {
    operationId: route.operationId ?? route.procedure,
    summary: route.summary,
    tags: [name],
    parameters: [
      ...inPath.map((field) => parameter(field, 'path', fields[field])),
      ...(route.query ?? []).map((field) => parameter(field, 'query', fields[field])),
    ],
    ...(!isOut && { requestBody: { required: true, content: bytes } }),
    responses: {
      200: {
        description: 'OK',
        ...(isOut
          ? { content: bytes, headers: headersOf(route) }
          : { content: { 'application/json': { schema: schemaOf(outputSchema, 'output') } } }),
      },
      ...Object.fromEntries(
        statusesOf(errorMap).map((status) => [status, { description: 'Refused', content: ERRORS }]),
      ),
    },
  };
}

type Schema = NonNullable<OpenAPI.ParameterObject['schema']>;
type Fields = Record<string, Schema>;

function parameter(
  name: string,
  where: 'path' | 'query',
  schema: Schema = { type: 'string' },
): OpenAPI.ParameterObject {
  return { name, in: where, schema, ...(where === 'path' && { required: true }) };
}

function schemaOf(schema: unknown, io: 'input' | 'output'): Schema {
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema as z.ZodType, {
    io,
    unrepresentable: 'any',
  });
  // Both are JSON Schema 2020-12; their types differ in how they name its parts.
  return described as Schema;
}

const propertiesOf = (schema: unknown): Fields =>
  (schemaOf(schema, 'input') as { properties?: Fields }).properties ?? {};

function headersOf({ facts }: RawRoute): Record<string, OpenAPI.HeaderObject> {
  const names = Object.values(facts?.headers ?? {});
  const percent = { description: 'percent-encoded', schema: { type: 'string' } } as const;
  return Object.fromEntries(names.map((name) => [name, percent]));
}

function statusesOf(errorMap: Record<string, { status?: number } | undefined>): number[] {
  const statuses = Object.values(errorMap).map((error) => error?.status ?? 500);
  return [...new Set([400, ...statuses])].sort((a, b) => a - b);
}
