import { codings, decodeSmall } from '../../lib/content-codings.ts';
import { headerValue } from '../../lib/headers.ts';
import type { MessageFacts } from './facts.ts';

/** A template taken apart: texts as they stand, and fields by their names. */
export type Part = { text: string } | { field: string; of: string };

export type ReadTemplate = { ok: true; parts: Part[] } | { ok: false; why: string };

/** What templates read of one message. */
export interface TemplateFacts {
  facts: MessageFacts;
  eventType: string | null;
  body: Buffer;
}

/** What stands for a value that is not there. */
export const MISSING = '_';
/** A longer value is cut: what is routed by is short. */
const LONGEST = 200;
const DECODED_BYTES = 16 * 1024 * 1024;

const PLAIN = new Set(['provider', 'event', 'endpoint', 'deliveryId', 'path', 'method']);
const INSIDE = new Set(['header', 'query', 'body']);
const KNOWN =
  '{provider}, {event}, {endpoint}, {deliveryId}, {path}, {method}, {header.x}, {query.x}, {body.a.b}';

/** Reads a template: text with fields in braces. */
export function readTemplate(template: string): ReadTemplate {
  const parts: Part[] = [];
  let at = 0;
  for (const found of template.matchAll(/\{([^{}]*)\}/g)) {
    const before = template.slice(at, found.index);
    if (before !== '') parts.push({ text: before });
    const name = (found[1] ?? '').trim();
    const dot = name.indexOf('.');
    const [field, of] = dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)];
    const isKnown = dot < 0 ? PLAIN.has(field) : INSIDE.has(field) && of !== '';
    if (!isKnown) return { ok: false, why: `There is no field {${name}}. Known are ${KNOWN}.` };
    parts.push({ field, of });
    at = found.index + found[0].length;
  }
  const rest = template.slice(at);
  if (rest !== '') parts.push({ text: rest });
  const isOpen = parts.some((part) => 'text' in part && /[{}]/.test(part.text));
  return isOpen
    ? { ok: false, why: 'A brace is open: write fields as {event}.' }
    : { ok: true, parts };
}

/** The text of a template for one message. @throws where it does not read: saving refuses such. */
export function fillTemplate(template: string, of: TemplateFacts): string {
  const read = readTemplate(template);
  if (!read.ok) throw new Error(read.why);
  return read.parts.map((part) => ('text' in part ? part.text : valueOf(part, of))).join('');
}

function valueOf({ field, of }: { field: string; of: string }, given: TemplateFacts): string {
  const { facts, eventType, body } = given;
  switch (field) {
    case 'provider':
    case 'endpoint':
    case 'deliveryId':
    case 'method':
      return textOf(facts[field]);
    case 'event':
      return textOf(eventType);
    case 'path':
      return textOf(facts.target.split('?', 1)[0]);
    case 'header':
      return textOf(headerValue(facts.headers, of));
    case 'query':
      return textOf(new URLSearchParams(facts.target.split('?').slice(1).join('?')).get(of));
    default:
      return textOf(insideBody(plainBody(body, facts), of.split('.')));
  }
}

/** The body without its content codings, where they can be taken off. */
function plainBody(body: Buffer, { headers }: MessageFacts): Buffer {
  const coding = headerValue(headers, 'content-encoding');
  return codings(coding).length === 0 ? body : (decodeSmall(body, coding, DECODED_BYTES) ?? body);
}

function insideBody(body: Buffer, path: readonly string[]): unknown {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    // Not JSON: nothing is inside.
    return undefined;
  }
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name))
      return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

function textOf(value: unknown): string {
  const isPlain =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  const text = isPlain ? String(value) : '';
  return text === '' ? MISSING : text.slice(0, LONGEST);
}
