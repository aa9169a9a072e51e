import type { Shape } from '../shape/shape.ts';
import { named, schemaOf } from './json-schema.ts';

export interface Described {
  title: string;
  /** Name of the webhook in the document. */
  name: string;
  method: string;
  /** Headers of every sample, in lower case. */
  headers: readonly string[];
  /** Those that prove who sent it, in lower case. */
  signatureHeaders: readonly string[];
  shape: Shape;
}

/** Transport and relays, not the sender, write these. */
const NOT_TOLD =
  /^(?:host|content-length|content-type|connection|accept|accept-encoding|transfer-encoding|via|forwarded|x-forwarded-.*|x-real-ip|cf-.*|cdn-loop|authorization|cookie)$/;

/** Types as webhooks of an OpenAPI 3.1 document. */
export function openapiOf(types: readonly Described[]): string {
  const webhooks = types.map(({ name, title, method, headers, signatureHeaders, shape }) => {
    const told = headers.filter((header) => !NOT_TOLD.test(header)).toSorted();
    const parameters = told.map((header) => ({
      name: header,
      in: 'header',
      required: true,
      schema: { type: 'string' },
      ...(signatureHeaders.includes(header) && { description: 'The signature.' }),
    }));
    const operation = {
      summary: title,
      ...(parameters.length > 0 && { parameters }),
      ...(shape.n > 0 && {
        requestBody: { required: true, content: { 'application/json': { schema: schemaOf(shape) } } },
      }),
      responses: { '2XX': { description: 'The webhook was taken.' } },
    };
    return [name, { [method.toLowerCase()]: operation }] satisfies [string, unknown];
  });
  const document = {
    openapi: '3.1.0',
    info: { title: 'Webhooks seen by Backstitch', version: '1' },
    webhooks: named<unknown>(webhooks),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
