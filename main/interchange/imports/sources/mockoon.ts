import { z } from 'zod';
import type { HeaderPair } from '../../../../preload/contract/shapes.ts';
import type { ReadEntry } from '../../formats/entry.ts';
import { linesOf } from '../../formats/lines.ts';
import { wireText } from '../../formats/wire-text.ts';
import type { ImportSource } from '../source.ts';
import { readItem, readItems, type Told } from './items.ts';

const Headers = z
  .array(z.object({ key: z.string(), value: z.coerce.string().catch('') }))
  .catch([]);

/** `Transaction` of `@mockoon/commons` 9.9: paths may be null, and a body is whatever was read of it. */
const Transaction = z.object({
  timestampMs: z.number().int().optional().catch(undefined),
  request: z.object({
    method: z.string(),
    urlPath: z.string().nullish().catch(null),
    route: z.string().nullish().catch(null),
    query: z.string().nullish().catch(null),
    headers: Headers,
    body: z.unknown().optional(),
    httpVersion: z.string().optional().catch(undefined),
  }),
  response: z
    .object({
      statusCode: z.number().int(),
      statusMessage: z.string().nullish().catch(''),
      headers: Headers,
      body: z.unknown().optional(),
    })
    .nullish()
    .catch(null),
});

/** A line of the log of its command line: a transaction stands in it with `--log-transaction`. */
const LogLine = z.object({ transaction: Transaction });

/** Reads the log of a mock server of Mockoon: a list of transactions, or the lines of its command line. */
export async function* readMockoon({ chunks, slice }: ImportSource): AsyncGenerator<ReadEntry> {
  const head = Buffer.from(await slice(0, 1024)).toString('latin1');
  if (!/^[\s\u00ef\u00bb\u00bf]*\{/.test(head)) yield* readItems(chunks(), [], Transaction, told);
  else yield* readLines(chunks());
}

async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ReadEntry> {
  let index = 0;
  for await (const line of linesOf(chunks)) {
    // The others say that the server started, or what a callback did.
    if (!line.includes('"transaction"')) continue;
    yield readItem(Buffer.from(line), index, LogLine, ({ transaction }) => told(transaction));
    index += 1;
  }
}

function told({ request, response, timestampMs }: z.infer<typeof Transaction>): Told {
  const body = bytesOf(request.body);
  return {
    receivedAt: timestampMs ?? null,
    durationMs: null,
    // A route for any method has none of its own.
    method: request.method.toUpperCase() || 'POST',
    target: targetOf(request),
    httpVersion: request.httpVersion ?? '1.1',
    headers: pairs(request.headers),
    body: body.bytes,
    reply: response
      ? {
          status: response.statusCode,
          reason: response.statusMessage ?? '',
          // The body stands there decoded.
          headers: pairs(response.headers.filter(({ key }) => !/^content-encoding$/i.test(key))),
          body: bytesOf(response.body).bytes,
        }
      : null,
    rebuilt: body.rebuilt,
  };
}

/** A body that is no text was parsed: it is written again. */
function bytesOf(body: unknown): { bytes: Buffer; rebuilt: boolean } {
  if (body === undefined || body === null) return { bytes: Buffer.alloc(0), rebuilt: false };
  if (typeof body !== 'string') return { bytes: Buffer.from(JSON.stringify(body)), rebuilt: true };
  return { bytes: Buffer.from(body, 'utf8'), rebuilt: body.includes('\uFFFD') };
}

/** Mockoon decodes the query, but for what would change its meaning: what a URL cannot hold is escaped again. */
function targetOf({ urlPath, route, query }: z.infer<typeof Transaction>['request']): string {
  const path = urlPath ?? route ?? '';
  const text = (query ?? '')
    .replace(/^\?/, '')
    .replace(/%(?![0-9a-f]{2})/gi, '%25')
    .replace(/[^\u0021-\u007e]+/g, (odd) => encodeURIComponent(odd.toWellFormed()));
  const slashed = path.startsWith('/') ? path : `/${path}`;
  return wireText(text === '' ? slashed : `${slashed}?${text}`);
}

const pairs = (headers: z.infer<typeof Headers>): HeaderPair[] =>
  headers.map(({ key, value }) => [wireText(key), wireText(value)]);
