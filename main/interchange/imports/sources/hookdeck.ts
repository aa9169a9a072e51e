import { z } from 'zod';
import type { ReadEntry } from '../../formats/entry.ts';
import { wireText } from '../../formats/wire-text.ts';
import { headersOf, readItems } from './items.ts';

/** An object, which Hookdeck's API may give as its JSON. Headers in another text are lines. */
const Named = z
  .union([z.record(z.string(), z.unknown()), z.string().transform(namedIn)])
  .nullish()
  .catch(null);

/** A list of requests of Hookdeck's API, with their data: `Request` of `@hookdeck/sdk` 0.4. */
const Request = z.object({
  ingested_at: z.string().optional().catch(undefined),
  created_at: z.string().optional().catch(undefined),
  data: z
    .object({
      method: z.string().optional().catch(undefined),
      path: z.string().nullish().catch(null),
      query: z.string().nullish().catch(null),
      parsed_query: Named,
      headers: Named,
      body: z.unknown().optional(),
    })
    .nullish()
    .catch(null),
});

/** Reads requests that Hookdeck kept. It parses JSON bodies and rewrites them. */
export function readHookdeck(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ReadEntry> {
  return readItems(chunks, ['models'], Request, ({ data, ...told }) => {
    if (!data) return 'It has no data: ask for the requests with include=data.';
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

/** Names and values of an object written as JSON, or of lines `name: value`. */
function namedIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // It is no JSON.
  }
  return Object.fromEntries(
    [...text.matchAll(/^([^:\r\n]+):[ \t]*(.*?)\r?$/gm)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
}

function queryOf({
  query,
  parsed_query: parsed,
}: NonNullable<z.infer<typeof Request>['data']>): string {
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
