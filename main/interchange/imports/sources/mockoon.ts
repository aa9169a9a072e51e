import { z } from 'zod';
import type { HeaderPair } from '../../../../preload/contract/shapes.ts';
import type { ReadEntry } from '../../formats/entry.ts';
import { wireText } from '../../formats/wire-text.ts';
import { readItems } from './items.ts';

const Headers = z
  .array(z.object({ key: z.string(), value: z.coerce.string().catch('') }))
  .catch([]);

/** A transaction in the log of Mockoon. */
const Transaction = z.object({
  timestampMs: z.number().int().optional().catch(undefined),
  request: z.object({
    method: z.string(),
    urlPath: z.string(),
    query: z.string().nullish().catch(''),
    headers: Headers,
    body: z.string().nullish().catch(''),
    httpVersion: z.string().optional().catch(undefined),
  }),
  response: z
    .object({
      statusCode: z.number().int(),
      statusMessage: z.string().nullish().catch(''),
      headers: Headers,
      body: z.string().nullish().catch(''),
    })
    .nullish()
    .catch(null),
});

/** Reads the log of a mock server of Mockoon. */
export function readMockoon(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ReadEntry> {
  return readItems(chunks, [], Transaction, ({ request, response, timestampMs }) => {
    const query = (request.query ?? '').replace(/^\?/, '');
    const path = request.urlPath.startsWith('/') ? request.urlPath : `/${request.urlPath}`;
    const body = Buffer.from(request.body ?? '', 'utf8');
    return {
      receivedAt: timestampMs ?? null,
      durationMs: null,
      method: request.method.toUpperCase(),
      target: wireText(query === '' ? path : `${path}?${query}`),
      httpVersion: request.httpVersion ?? '1.1',
      headers: pairs(request.headers),
      body,
      reply: response
        ? {
            status: response.statusCode,
            reason: response.statusMessage ?? '',
            headers: pairs(response.headers),
            body: Buffer.from(response.body ?? '', 'utf8'),
          }
        : null,
      rebuilt: body.includes('\uFFFD'),
    };
  });
}

const pairs = (headers: z.infer<typeof Headers>): HeaderPair[] =>
  headers.map(({ key, value }) => [wireText(key), wireText(value)]);
