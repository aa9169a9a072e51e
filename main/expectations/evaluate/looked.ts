import { exec } from 'jsonpath-rfc9535';
import { readBody } from '../../decode/reading.ts';
import { unpackBody } from '../../lib/content-codings.ts';
import { headerValue, headerValues } from '../../lib/headers.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { type ExactJson, type Json, readExactJson } from '../../lib/json/exact-json.ts';
import { LARGEST_BODY, type Place, type Subject, type SubjectBody } from '../subject.ts';

/** One value that an assertion found. */
export interface Found {
  value: Json;
  /** As `JSON.parse` has it. */
  plain: () => Json;
  place: Place;
}

/** Values, or why none could be looked for. */
export type Values = readonly Found[] | { problem: string };

/** A body with its content codings undone, each reading made once. */
export interface LookedBody {
  sent: SubjectBody | null;
  /** Why what is in it cannot be judged; null where it can. */
  problem: string | null;
  text: () => string;
  json: () => ExactJson | { problem: string };
  fields: () => { name: string | null; text: string | null }[];
}

/** A capture ready to be judged. */
export interface Looked {
  subject: Subject;
  body: LookedBody;
  replyBody: LookedBody;
}

/** Undoes what bodies are packed in. Never throws. */
export async function lookAt(subject: Subject): Promise<Looked> {
  const { body, headers, charset, reply } = subject;
  return {
    subject,
    body: await lookAtBody(body, headers, charset),
    replyBody: await lookAtBody(reply?.body ?? null, reply?.headers ?? [], null),
  };
}

async function lookAtBody(
  sent: SubjectBody | null,
  headers: readonly HeaderPair[],
  chosen: string | null,
): Promise<LookedBody> {
  const packed = sent?.bytes ?? new Uint8Array();
  const coding = headerValue(headers, 'content-encoding');
  const unpacked = await unpackBody(
    Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength),
    coding,
    LARGEST_BODY,
  );
  const reading = once(() =>
    readBody(unpacked.bytes, { contentType: headerValue(headers, 'content-type'), chosen }),
  );
  const tooLarge = unpacked.cut || (sent !== null && sent.bytes === null);
  return {
    sent,
    problem: tooLarge ? 'a body of more than 25 MB, which is not looked into' : null,
    text: once(() => reading().decoded().text),
    json: once(() => readExactJson(reading().decoded().text)),
    fields: () => reading().fields(),
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

const textValue = (value: string, place: Place): Found => ({ value, plain: () => value, place });

/** A fact of a capture; nothing where it has none. */
export const factValues = (value: string | null, kind: 'text' | 'target' = 'text'): Found[] =>
  value === null ? [] : [textValue(value, { kind })];

export const headersNamed = (headers: readonly HeaderPair[], name: string): Found[] =>
  headerValues(headers, name).map((value) => textValue(value, { kind: 'header', name }));

/** Parameters of the target, decoded. */
export function queryNamed(target: string, name: string): Found[] {
  const mark = target.indexOf('?');
  const query = mark < 0 ? '' : Buffer.from(target.slice(mark + 1), 'latin1').toString('utf8');
  const all = new URLSearchParams(query).getAll(name);
  return all.map((value) => textValue(value, { kind: 'query', name }));
}

/** Fields of a form, or parts of a multipart body. */
export function formNamed(body: LookedBody, name: string): Values {
  if (body.problem !== null) return { problem: body.problem };
  return body
    .fields()
    .filter((field) => field.name === name && field.text !== null)
    .map(({ text }) => textValue(text ?? '', { kind: 'form', name }));
}

/** What a JSON path finds in a body. */
export function jsonAt(body: LookedBody, path: string): Values {
  if (body.problem !== null) return { problem: body.problem };
  const json = body.json();
  if ('problem' in json) {
    return {
      problem: body.sent?.cut ? `${json.problem} (only its first part was kept)` : json.problem,
    };
  }
  const found: Found[] = [];
  exec(json.exact, path, (value, at) => {
    const steps = at as readonly (string | number)[];
    found.push({
      value,
      plain: () => follow(json.plain(), steps),
      place: { kind: 'json', path: steps },
    });
  });
  return found;
}

function follow(value: Json, steps: readonly (string | number)[]): Json {
  let here = value;
  for (const step of steps) {
    const inner = here as Record<string | number, Json>;
    here = inner[step] ?? null;
  }
  return here;
}
