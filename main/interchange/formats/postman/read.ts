import { z } from 'zod';
import type { HeaderPair } from '../../../../preload/contract/shapes.ts';
import { entryOrProblem, type ReadEntry, schemaProblem } from '../entry.ts';
import { foreignCapture } from '../../foreign.ts';
import {
  type FilesBeside,
  hostOfUrl,
  pathBelow,
  targetOfUrl,
  wireOfValue,
  withHost,
} from '../parts/latin1-text.ts';
import { LEFT_TO_CLIENT } from './write.ts';

const Field = z.object({
  key: z.string().nullish(),
  value: z.string().nullish(),
  type: z.string().optional().catch(undefined),
  disabled: z.boolean().optional().catch(undefined),
  description: z.unknown().optional(),
});
type Field = z.infer<typeof Field>;

const Request = z.object({
  method: z.string().default('GET'),
  url: z.union([z.string(), z.object({ raw: z.string() })]),
  header: z.union([z.array(Field), z.string()]).nullish(),
  body: z
    .object({
      mode: z.string().optional(),
      raw: z.string().nullish(),
      urlencoded: z.array(Field).optional().catch(undefined),
      formdata: z.array(Field).optional().catch(undefined),
      file: z.object({ src: z.string().nullish() }).optional().catch(undefined),
    })
    .nullish(),
  auth: z.unknown().optional(),
});

const Collection = z.object({
  info: z.object({ schema: z.string().regex(/collection\/v2\.\d/) }),
  variable: z.array(Field).optional().catch(undefined),
  item: z.array(z.unknown()),
});

/** Folders in folders end here: no collection of a person is deeper. */
const DEEPEST = 50;

/**
 * Reads the requests of a Postman collection v2: raw, urlencoded, form-data of texts, and files. Scripts and
 * helpers that would make an authorization are not taken, which each entry says.
 *
 * @param files what lies beside it
 */
export async function* readPostman(
  bytes: Uint8Array,
  files: FilesBeside = () => undefined,
): AsyncGenerator<ReadEntry> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    yield { index: 0, problem: 'This is not JSON.' };
    return;
  }
  const read = Collection.safeParse(value);
  if (!read.success) {
    yield { index: 0, problem: `This is no Postman collection v2: ${schemaProblem(read.error)}` };
    return;
  }
  const variables = new Map(
    (read.data.variable ?? []).flatMap(({ key, value: text }): [string, string][] =>
      key ? [[key, text ?? '']] : [],
    ),
  );
  let index = 0;
  for (const item of requestsIn(read.data.item, 0)) {
    const at = index;
    yield await entryOrProblem(at, () => readItem(item, at, variables, files));
    index += 1;
  }
}

function* requestsIn(items: readonly unknown[], depth: number): Generator<object> {
  for (const item of items) {
    if (typeof item !== 'object' || item === null) continue;
    const inner: unknown = Reflect.get(item, 'item');
    if (Array.isArray(inner) && depth < DEEPEST) yield* requestsIn(inner, depth + 1);
    else if ('request' in item) yield item;
  }
}

async function readItem(
  item: object,
  index: number,
  variables: ReadonlyMap<string, string>,
  files: FilesBeside,
): Promise<ReadEntry> {
  const told: unknown = Reflect.get(item, 'request');
  const read = Request.safeParse(typeof told === 'string' ? { url: told } : told);
  if (!read.success) return { index, problem: schemaProblem(read.error) };
  const { method, url, header, body, auth } = read.data;
  const put = putting(variables);
  const notTaken = [
    ...('event' in item ? ['script'] : []),
    ...(auth === undefined || auth === null ? [] : ['authorization that Postman would make']),
  ];
  const address = put(typeof url === 'string' ? url : url.raw);
  const fields = typeof header === 'string' || !header ? [] : header;
  const headers = fields
    .filter(({ disabled, description }) => disabled !== true || description === LEFT_TO_CLIENT)
    .map(({ key, value }): HeaderPair => [
      wireOfValue(put(key ?? '')),
      wireOfValue(put(value ?? '')),
    ]);
  const bytes = await bodyOf(body, put, files, headers, notTaken);
  if ('problem' in bytes) return { index, problem: bytes.problem };
  const target = address.replace(/^\{\{[^}]*\}\}/, '');
  return {
    index,
    rebuilt: bytes.rebuilt,
    ours: false,
    capture: foreignCapture({
      receivedAt: null,
      durationMs: null,
      method,
      target: wireTarget(target),
      httpVersion: '1.1',
      headers: withHost(headers, hostOfUrl(address)),
      body: bytes.body,
      reply: null,
    }),
    ...(notTaken.length > 0 && { notTaken }),
  };
}

/** Collections of ours have the target as Latin-1, others as text. */
function wireTarget(url: string): string {
  const target = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  // oxlint-disable-next-line no-control-regex
  return /^[\x00-\xFF]*$/.test(target) ? target.replace(/^(?!\/)/, '/') : targetOfUrl(url);
}

/** Deep enough for any collection, and an end for a variable that names itself. */
const SUBSTITUTIONS = 10;

/** `{{lb}}` of ours comes last: what stands behind it is no variable. */
function putting(variables: ReadonlyMap<string, string>): (text: string) => string {
  return (text) => {
    let now = text;
    for (let depth = 0; depth < SUBSTITUTIONS && now.length < 64 * 1024 * 1024; depth += 1) {
      const next = now.replace(/\{\{([^{}]{1,200})\}\}/g, (whole, name: string) =>
        name === 'lb' ? whole : (variables.get(name) ?? whole),
      );
      if (next === now) break;
      now = next;
    }
    return now.replaceAll('{{lb}}', variables.get('lb') ?? '{{lb}}');
  };
}

type Bytes = { body: Uint8Array; rebuilt: boolean } | { problem: string };

async function bodyOf(
  told: z.infer<typeof Request>['body'],
  put: (text: string) => string,
  files: FilesBeside,
  headers: HeaderPair[],
  notTaken: string[],
): Promise<Bytes> {
  const typed = (type: string): void => {
    if (!headers.some(([name]) => name.toLowerCase() === 'content-type')) {
      headers.push(['Content-Type', type]);
    }
  };
  const on = (fields: readonly Field[] | undefined): Field[] =>
    (fields ?? []).filter(({ disabled }) => disabled !== true);
  switch (told?.mode) {
    case undefined:
    case 'raw':
      return { body: Buffer.from(put(told?.raw ?? '')), rebuilt: false };
    case 'urlencoded': {
      typed('application/x-www-form-urlencoded');
      const form = new URLSearchParams(
        on(told.urlencoded).map(({ key, value }): [string, string] => [
          put(key ?? ''),
          put(value ?? ''),
        ]),
      );
      return { body: Buffer.from(form.toString()), rebuilt: true };
    }
    case 'formdata': {
      const parts = on(told.formdata);
      if (parts.some(({ type }) => type === 'file')) notTaken.push('file in a form');
      const texts = parts.filter(({ type }) => type !== 'file');
      const boundary = 'backstitch-imported-form';
      typed(`multipart/form-data; boundary=${boundary}`);
      const lines = texts.map(
        ({ key, value }) =>
          `--${boundary}\r\nContent-Disposition: form-data; name="${put(key ?? '').replace(/["\r\n]/g, '_')}"\r\n\r\n${put(value ?? '')}\r\n`,
      );
      return { body: Buffer.from(`${lines.join('')}--${boundary}--\r\n`), rebuilt: true };
    }
    case 'file': {
      const src = told.file?.src ?? '';
      const path = pathBelow(put(src));
      if (path === null) {
        return { problem: `“${src.slice(0, 80)}” does not lie below the folder of this file.` };
      }
      const body = await files(path);
      return body === undefined
        ? { problem: `Its body is in ${path}, which did not come with it.` }
        : { body, rebuilt: false };
    }
    default:
      return { problem: `A body of the kind ${told?.mode.slice(0, 40)} cannot be read.` };
  }
}
