import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { SentReply } from '../../../preload/contract/captures.ts';
import { Details, portableOf } from './details.ts';
import { type ReadEntry, schemaProblem } from './entry.ts';
import { foreignCapture } from '../foreign.ts';
import { itemsOf } from './json-items.ts';
import { bytesKept, KeptBytes } from './kept-bytes.ts';
import { WRONG_HASH } from './ndjson.ts';
import { rawTarget, wireText } from './wire-text.ts';

const Named = z.object({ name: z.string(), value: z.coerce.string().catch('') });

/** HAR as browsers and proxies write it: what we do not need may be missing or wrong. */
const Entry = z.object({
  startedDateTime: z.string().optional().catch(undefined),
  time: z.number().optional().catch(undefined),
  request: z.object({
    method: z.string(),
    url: z.string(),
    httpVersion: z.string().catch('HTTP/1.1'),
    headers: z.array(Named).catch([]),
    postData: z
      .object({
        mimeType: z.string().catch(''),
        text: z.string().optional(),
        encoding: z.string().optional(),
        params: z
          .array(Named.partial({ value: true }))
          .optional()
          .catch(undefined),
      })
      .optional()
      .catch(undefined),
  }),
  response: z
    .object({
      status: z.number().int(),
      statusText: z.string().catch(''),
      headers: z.array(Named).catch([]),
      content: z
        .object({ text: z.string().optional(), encoding: z.string().optional() })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
  serverIPAddress: z.string().optional().catch(undefined),
  _backstitch: z.record(z.string(), z.unknown()).optional().catch(undefined),
});
type Entry = Omit<z.infer<typeof Entry>, '_backstitch'>;

const Own = Details.omit({ headers: true, reply: true }).extend({
  reply: SentReply.omit({ headers: true }).nullable(),
  requestBody: KeptBytes.optional(),
  replyBody: KeptBytes.optional(),
  surplusBytes: KeptBytes.optional(),
  sha256: z.string(),
});

/** Reads the entries of a HAR, ours whole, others as far as HAR tells of them. */
export async function* readHar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ReadEntry> {
  let index = 0;
  for await (const bytes of itemsOf(chunks, ['log', 'entries'])) {
    yield readEntry(bytes, index);
    index += 1;
  }
}

function readEntry(bytes: Uint8Array, index: number): ReadEntry {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return { index, problem: 'This entry is not JSON.' };
  }
  const read = Entry.safeParse(value);
  if (!read.success) return { index, problem: schemaProblem(read.error) };
  const { _backstitch: told, ...entry } = read.data;
  if (told === undefined) return readForeign(entry, index);
  const own = Own.safeParse(told);
  return own.success
    ? readOwn(entry, own.data, index)
    : { index, problem: `_backstitch: ${schemaProblem(own.error)}` };
}

function readOwn(entry: Entry, own: z.infer<typeof Own>, index: number): ReadEntry {
  const { requestBody, replyBody, surplusBytes, sha256, reply, ...details } = own;
  const body =
    requestBody === undefined
      ? Buffer.from(entry.request.postData?.text ?? '', 'utf8')
      : bytesKept(requestBody);
  if (createHash('sha256').update(body).digest('hex') !== sha256) {
    return { index, problem: WRONG_HASH };
  }
  const answered = replyBody === undefined ? contentOf(entry) : bytesKept(replyBody);
  return {
    index,
    rebuilt: false,
    ours: true,
    capture: portableOf(
      {
        ...details,
        headers: pairs(entry.request.headers),
        reply: reply && { ...reply, headers: pairs(entry.response?.headers ?? []) },
      },
      {
        body,
        replyBody: reply === null ? null : answered,
        surplusBytes: surplusBytes === undefined ? null : bytesKept(surplusBytes),
      },
    ),
  };
}

function readForeign(entry: Entry, index: number): ReadEntry {
  const { request, response } = entry;
  const url = URL.canParse(request.url) ? new URL(request.url) : null;
  if (url === null) return { index, problem: `“${request.url.slice(0, 80)}” is not a URL.` };
  // HTTP/2 has the first line as headers of its own.
  const headers = wirePairs(request.headers);
  if (!headers.some(([name]) => name.toLowerCase() === 'host')) headers.unshift(['Host', url.host]);
  const { body, rebuilt } = postedBytes(request.postData);
  const at = Date.parse(entry.startedDateTime ?? '');
  return {
    index,
    rebuilt,
    ours: false,
    capture: foreignCapture({
      receivedAt: Number.isNaN(at) ? null : at,
      durationMs: entry.time ?? null,
      method: request.method,
      target: rawTarget(request.url),
      httpVersion: request.httpVersion.replace(/^(?:HTTP\/|h)/i, ''),
      headers,
      body,
      reply:
        response === undefined || response.status === 0
          ? null
          : {
              status: response.status,
              reason: response.statusText,
              headers: wirePairs(response.headers),
              body: contentOf(entry),
            },
    }),
  };
}

function postedBytes(post: Entry['request']['postData']): { body: Uint8Array; rebuilt: boolean } {
  if (post?.text !== undefined && post.text !== '') {
    const isBase64 = post.encoding === 'base64';
    return { body: Buffer.from(post.text, isBase64 ? 'base64' : 'utf8'), rebuilt: false };
  }
  if (post?.params === undefined || post.params.length === 0) {
    return { body: new Uint8Array(), rebuilt: false };
  }
  const form = new URLSearchParams(
    post.params.map(({ name, value }): [string, string] => [name, value ?? '']),
  );
  return { body: Buffer.from(form.toString()), rebuilt: true };
}

function contentOf({ response }: Entry): Uint8Array {
  const { text = '', encoding } = response?.content ?? {};
  return Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8');
}

const pairs = (headers: readonly { name: string; value: string }[]): HeaderPair[] =>
  headers.map(({ name, value }) => [name, value]);

const wirePairs = (headers: Parameters<typeof pairs>[0]): HeaderPair[] =>
  pairs(headers)
    .filter(([name]) => !name.startsWith(':'))
    .map(([name, value]) => [wireText(name), wireText(value)]);
