// cspell:ignore previewlanguage
import { parseMediaType } from '../../../decode/media-type.ts';
import { headerValue } from '../../../lib/headers.ts';
import { extensionOf } from '../../../snippets/body-file.ts';
import { isWrittenByClient } from '../../../snippets/snippet-request.ts';
import type { HeaderPair } from '../../../../preload/contract/shapes.ts';
import type { Portable } from '../../portable.ts';
import { isExactText, utf8Text } from '../kept-bytes.ts';
import { nameOf } from '../parts/text-with-files.ts';

export const POSTMAN_SCHEMA =
  'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';

/** Longer bodies lie beside the collection. */
const IN_COLLECTION_BYTES = 64 * 1024;

/** Says of a header why it is switched off: the client writes it, or it would contradict what is sent. */
export const LEFT_TO_CLIENT = 'written by the client';

/** What stands before the first folder; folders are joined by `,` and end with `POSTMAN_END`. */
export const postmanStart = (name: string): string =>
  `{"info":${JSON.stringify({ name, schema: POSTMAN_SCHEMA })},"variable":${JSON.stringify([
    { key: 'intake', value: 'http://127.0.0.1:8976', type: 'string' },
    // What a capture has in double braces is no variable of Postman.
    { key: 'lb', value: '{{', type: 'string' },
  ])},"item":[\n`;
export const POSTMAN_END = '\n]}\n';

/** Postman puts variables in wherever a text has them. */
const literal = (text: string): string => text.replaceAll('{{', '{{lb}}');

/** One capture as an item; its answer is an example. */
export function postmanItem(
  capture: Portable,
  add: (name: string, bytes: Uint8Array) => void,
): string {
  const { method, target, headers, eventType, reply, replyBody } = capture;
  const [path = ''] = target.split('?', 1);
  const name = [method, path, eventType].filter((word) => word !== null).join(' ');
  const request = {
    method,
    header: headers.map(headerOf),
    url: urlOf(target),
    ...bodyOf(capture, add),
    description: `Captured ${new Date(capture.receivedAt).toISOString()} as ${capture.id}`,
  };
  return JSON.stringify({
    id: capture.id,
    name: literal(name.slice(0, 200)),
    request,
    response: reply === null ? [] : [exampleOf(reply, replyBody, request)],
  });
}

const headerOf = ([key, value]: HeaderPair) => ({
  key: literal(key),
  value: literal(value),
  ...(isWrittenByClient(key) && { disabled: true, description: LEFT_TO_CLIENT }),
});

/** `raw` leads: the parts are for programs that look at nothing else. */
function urlOf(target: string) {
  const own = target.startsWith('/') ? target : `/${target}`;
  const at = own.indexOf('?');
  const path = at < 0 ? own : own.slice(0, at);
  const query = at < 0 ? undefined : own.slice(at + 1);
  return {
    raw: `{{intake}}${literal(own)}`,
    host: ['{{intake}}'],
    path: path.slice(1).split('/').map(literal),
    ...(query !== undefined && {
      query: query.split('&').map((pair) => {
        const equals = pair.indexOf('=');
        return equals < 0
          ? { key: literal(pair), value: null }
          : { key: literal(pair.slice(0, equals)), value: literal(pair.slice(equals + 1)) };
      }),
    }),
  };
}

function bodyOf(
  { id, body, contentType }: Portable,
  add: (name: string, bytes: Uint8Array) => void,
) {
  if (body.length === 0) return {};
  if (body.length <= IN_COLLECTION_BYTES && isExactText(body)) {
    return {
      body: {
        mode: 'raw',
        raw: literal(utf8Text(body)),
        options: { raw: { language: languageOf(contentType) } },
      },
    };
  }
  const src = `bodies/${nameOf(id)}.${extensionOf(contentType).replace(/^.*\./, '')}`;
  add(src, body);
  return { body: { mode: 'file', file: { src } } };
}

function languageOf(contentType: string | null): string {
  const { essence } = parseMediaType(contentType);
  const [, word = 'text'] = /(json|xml|html|javascript)$/.exec(essence) ?? [];
  return word;
}

function exampleOf(
  reply: NonNullable<Portable['reply']>,
  body: Uint8Array | null,
  originalRequest: unknown,
) {
  const isText = body !== null && body.length <= IN_COLLECTION_BYTES && isExactText(body);
  return {
    name: `${reply.status} ${reply.reason}`.trim(),
    originalRequest,
    status: reply.reason,
    code: reply.status,
    _postman_previewlanguage: languageOf(headerValue(reply.headers, 'content-type') ?? null),
    header: reply.headers.map(([key, value]) => ({ key, value })),
    cookie: [],
    body: isText ? utf8Text(body) : '',
  };
}
