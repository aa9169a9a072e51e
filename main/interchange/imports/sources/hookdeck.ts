import { z } from 'zod';
import type { ReadEntry } from '../../formats/entry.ts';
import { wireText } from '../../formats/wire-text.ts';
import { headersOf, readItems } from './items.ts';

/** A list of requests of Hookdeck's API, with their data. */
const Request = z.object({
  ingested_at: z.string().optional().catch(undefined),
  created_at: z.string().optional().catch(undefined),
  data: z.object({
    method: z.string().optional().catch(undefined),
    path: z.string().nullish().catch(null),
    query: z.string().nullish().catch(null),
    parsed_query: z.record(z.string(), z.unknown()).nullish().catch(null),
    headers: z.record(z.string(), z.unknown()).nullish().catch({}),
    body: z.unknown().optional(),
  }),
});

/** Reads requests that Hookdeck kept. It parses JSON bodies and rewrites them. */
export function readHookdeck(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ReadEntry> {
  return readItems(chunks, ['models'], Request, ({ data, ...told }) => {
    const { body } = data;
    const at = Date.parse(told.ingested_at ?? told.created_at ?? '');
    return {
      receivedAt: Number.isNaN(at) ? null : at,
      durationMs: null,
      // Hookdeck's sources take POST unless they are told otherwise.
      method: data.method ?? 'POST',
      target: wireText(`/${(data.path ?? '').replace(/^\//, '')}${queryOf(data)}`),
      httpVersion: '1.1',
      headers: headersOf(data.headers ?? {}),
      body: bodyOf(body),
      reply: null,
      rebuilt: typeof body === 'object' && body !== null,
    };
  });
}

function bodyOf(body: unknown): Buffer {
  if (body === undefined || body === null) return Buffer.alloc(0);
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body), 'utf8');
}

function queryOf({ query, parsed_query: parsed }: z.infer<typeof Request>['data']): string {
  const text = (query ?? '').replace(/^\?/, '');
  if (text !== '') return `?${text}`;
  const pairs = Object.entries(parsed ?? {}).flatMap(([name, values]) =>
    (Array.isArray(values) ? values : [values]).map((value): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}
