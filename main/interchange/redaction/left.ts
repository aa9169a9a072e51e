import { exec } from 'jsonpath-rfc9535';
import type { Left } from '../../../preload/contract/interchange/exports.ts';
import type { RedactionRule } from '../../../preload/contract/interchange/redaction.ts';
import { queryOf, readQuery } from '../../decode/form-fields.ts';
import { linesOf } from '../../decode/json-text.ts';
import { readBody } from '../../decode/reading.ts';
import { unpackBody } from '../../lib/content-codings.ts';
import { headerValue } from '../../lib/headers.ts';
import { JsonMistake } from '../../lib/json/scan.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { Portable } from '../portable.ts';
import { decoded, replaceInJson } from './json.ts';
import { shownPath } from './json-body.ts';

/** More than anybody reads through; a search in the page finds among them. */
const PLACES = 400;
/** A list is gone through as far as this: its items are alike. */
const BODY_BYTES = 256 * 1024;
const SHOWN = 120;
const MARK_ALONE = /^(?:[\w-]+ +)?\[redacted(?::[0-9a-f]{8})?\]$/;

/**
 * What of a capture that was cut still stands in it, by place, with a rule that would cut it. A place that many
 * captures have is one entry, with the value that was found first. Bodies above 256 kB are left out.
 */
export async function addLeft(found: Map<string, Left>, capture: Portable): Promise<void> {
  const put = (place: string, rule: RedactionRule | null, value: string): void => {
    if (value.trim() === '' || MARK_ALONE.test(value)) return;
    const known = found.get(place);
    if (known !== undefined) known.count += 1;
    else if (found.size < PLACES)
      found.set(place, { place, rule: fits(rule) ? rule : null, count: 1, value: short(value) });
  };
  for (const { name, value } of readQuery(queryOf(capture.target) ?? '').fields) {
    put(`query ${name}`, { kind: 'query', name }, value);
  }
  const { headers, body, reply, replyBody } = capture;
  putHeaders(headers, 'header', put);
  await putBody(body, headers, 'body', put);
  if (reply === null) return;
  putHeaders(reply.headers, 'reply header', put);
  if (replyBody !== null) await putBody(replyBody, reply.headers, 'reply body', put);
}

type Put = (place: string, rule: RedactionRule | null, value: string) => void;

function putHeaders(headers: readonly HeaderPair[], place: string, put: Put): void {
  for (const [name, value] of headers) put(`${place} ${name}`, { kind: 'header', name }, value);
}

async function putBody(
  bytes: Uint8Array,
  headers: readonly HeaderPair[],
  place: string,
  put: Put,
): Promise<void> {
  const packed = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const coding = headerValue(headers, 'content-encoding');
  const { bytes: plain, cut, problem } = await unpackBody(packed, coding, BODY_BYTES);
  if (cut || problem !== null || plain.length > BODY_BYTES) return;
  const reading = readBody(plain, { contentType: headerValue(headers, 'content-type') });
  const kind = reading.kind();
  if (kind === 'form' || kind === 'multipart') {
    for (const { name, text } of reading.fields()) {
      if (text === null) continue;
      put(`${place} ${name ?? 'part'}`, name === null ? null : { kind: 'form', name }, text);
    }
    return;
  }
  const words = reading.words();
  if (words === null) return;
  const texts = kind === 'ndjson' ? [...linesOf(words)] : [words];
  for (const text of texts) if (!putJson(text, place, put)) put(place, null, text);
}

/** @returns false where the text is no JSON. */
function putJson(text: string, place: string, put: Put): boolean {
  try {
    replaceInJson(text.replace(/^\uFEFF/, ''), ({ path, kind, token }) => {
      if (kind === 'key' || kind === 'container') return undefined;
      const shown = shownPath(path);
      const value = kind === 'string' ? decoded(token) : token;
      // Nothing is hidden by cutting these.
      if (kind !== 'word') put(`${place} ${shown}`, { kind: 'json', path: shown }, value);
      return undefined;
    });
    return true;
  } catch (error) {
    if (error instanceof JsonMistake) return false;
    throw error;
  }
}

/** Whether the contract takes it: a name of a stranger may be long, or half a character. */
function fits(rule: RedactionRule | null): boolean {
  if (rule === null) return false;
  if ('name' in rule) return rule.name.trim() === rule.name && /^.{1,200}$/su.test(rule.name);
  if (!('path' in rule)) return true;
  if (rule.path.length > 500) return false;
  try {
    exec(null, rule.path, () => {});
    return true;
  } catch {
    return false;
  }
}

/** Not ended in the middle of a character. */
function short(value: string): string {
  if (value.length <= SHOWN) return value;
  const end = /[\uD800-\uDBFF]/.test(value[SHOWN - 2] ?? '') ? SHOWN - 2 : SHOWN - 1;
  return `${value.slice(0, end)}…`;
}
