import type { OpenAPI } from '@orpc/contract';
import { OpenAPIGenerator } from '@orpc/openapi';
import type { AnyContractProcedure } from '@orpc/contract';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import type { EngineRouter } from './router.ts';

/** REST has the procedures with a path; live streams and bytes as Blob are for the page. */
export function isInRest({ contract }: { contract: AnyContractProcedure }): boolean {
  return contract['~orpc'].route.path !== undefined;
}

/** The OpenAPI document of all that REST answers, the raw body routes included. */
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
  return {
    ...document,
    paths: {
      ...Object.fromEntries(
        Object.entries(document.paths ?? {}).map(([path, item]) => [
          path,
          deleteByQuery(item ?? {}),
        ]),
      ),
      '/captures/{id}/body': rawBody('captures.rawBody', 'The request body, exactly as sent'),
      '/captures/{id}/surplus': rawBody(
        'captures.rawSurplus',
        'What arrived beside the body: more than announced, or framing that cannot be read',
      ),
      '/captures/{id}/reply-body': rawBody('captures.rawReplyBody', 'The body answered, exactly'),
    },
  };
}

/** The input of a DELETE stands in the query, as `query-input.ts` reads it. */
function deleteByQuery(item: OpenAPI.PathItemObject): OpenAPI.PathItemObject {
  if (item.delete === undefined) return item;
  const { requestBody, ...operation } = item.delete;
  if (requestBody === undefined || '$ref' in requestBody) return item;
  const schema = requestBody.content['application/json']?.schema;
  const { properties = {}, required = [] } = schema && 'properties' in schema ? schema : {};
  const inQuery = Object.entries(properties).map(([name, of]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: of,
  }));
  const parameters = [...(operation.parameters ?? []), ...inQuery];
  return { ...item, delete: { ...operation, parameters } };
}

const ABOUT = 'The private side of Backstitch: captures, endpoints, replays, tunnel, settings.';

function rawBody(operationId: string, summary: string): OpenAPI.PathItemObject {
  const schema = { type: 'string', contentMediaType: OCTETS } as const;
  const error = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };
  return {
    get: {
      operationId,
      summary,
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      responses: {
        200: { description: 'OK', content: { [OCTETS]: { schema } } },
        404: { description: 'The capture or its body is gone', content: error },
      },
    },
  };
}

const OCTETS = 'application/octet-stream';
