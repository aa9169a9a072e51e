import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { formLeaves, jsonLeaves, type Leaf } from './body-leaves.ts';
import {
  bodyWithoutCredentials,
  queryWithoutCredentials,
  withoutCredentials,
} from './credentials.ts';

/** What of a capture is searched. */
export interface Content {
  target: string;
  headers: readonly HeaderPair[];
  /** The body with its content codings undone, where it is text. */
  bodyText: string | undefined;
}

export interface IndexedValue {
  /** Lower case: `header.x-request-id`, `query.page`, `body.items.id`. */
  name: string;
  /** The name as it was written, for completion. */
  label: string;
  /** Where in arrays it stood; see `positional` in `body-leaves.ts`. '' outside arrays. */
  at: string;
  text: string;
  number: number | null;
}

export interface IndexedContent {
  target: string;
  headers: string;
  body: string;
  values: IndexedValue[];
}

/** Of a body, this much is searched. */
const MAX_BODY = 1024 * 1024;
const MAX_VALUES = 300;
const MAX_LENGTH = 200;
const NUMERIC = /^-?\d{1,15}(?:\.\d{1,15})?$/;

/**
 * What the index keeps of a capture. Bodies count up to 1 MiB; 300 values at most, headers first,
 * then query, then body; names and values are cut at 200 characters.
 *
 * What users of an app prove themselves with is left out; see `credentials.ts`.
 *
 * A value is a number where JSON says so; in headers, query and forms, which know no types, where
 * it looks like one.
 */
export function indexContent(content: Content): IndexedContent {
  const headers = withoutCredentials(content.headers);
  const target = queryWithoutCredentials(content.target);
  const sent = (content.bodyText ?? '').slice(0, MAX_BODY);
  const kind = bodyKind(headers, sent);
  const bodyText = safeBody(sent, kind);
  const values: IndexedValue[] = [];
  const add = (prefix: string, leaf: Leaf): boolean => {
    if (values.length >= MAX_VALUES) return false;
    const label = cut(`${prefix}.${leaf.path}`);
    values.push({
      name: label.toLowerCase(),
      label,
      at: leaf.at,
      text: cut(leaf.text),
      number: leaf.number,
    });
    return true;
  };
  for (const [name, value] of headers) {
    add('header', untyped(name.toLowerCase(), value));
  }
  for (const [name, value] of queryPairs(target)) add('query', untyped(name, value));
  if (kind === 'form') {
    for (const [path, value] of formLeaves(bodyText)) add('body', untyped(path, value));
  } else if (kind === 'json') {
    for (const leaf of jsonLeaves(bodyText)) if (!add('body', leaf)) break;
  }
  return {
    target: words(target, 'form'),
    headers: headers.map(([name, value]) => `${name}: ${value}`).join('\n'),
    body: words(bodyText, kind),
    values,
  };
}

type BodyKind = 'json' | 'form' | 'text';

function bodyKind(headers: readonly HeaderPair[], body: string): BodyKind {
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  // Providers send JSON as text/plain or with no type at all, and curl -d calls it a form.
  if (/^\s*[[{]/.test(body) || /json/i.test(type)) return 'json';
  return /x-www-form-urlencoded/i.test(type) ? 'form' : 'text';
}

function safeBody(text: string, kind: BodyKind): string {
  if (kind === 'json') return bodyWithoutCredentials(text);
  return kind === 'form' ? queryWithoutCredentials(text) : text;
}

function queryPairs(target: string): [string, string][] {
  const start = target.indexOf('?');
  return start < 0 ? [] : formLeaves(target.slice(start + 1));
}

const cut = (text: string): string => text.slice(0, MAX_LENGTH);

function untyped(path: string, text: string): Leaf {
  return { path, at: '', text, number: NUMERIC.test(text) ? Number(text) : null };
}

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|([^]))/g;
const PERCENT = /(?:%[0-9a-fA-F]{2})+/g;

/** Text as a person would type its words: escapes would glue letters to them. */
function words(text: string, kind: BodyKind): string {
  if (kind === 'json' && text.includes('\\')) {
    return text.replace(ESCAPE, (_, hex: string | undefined, char: string | undefined) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      return char === '"' || char === '\\' || char === '/' ? char : ' ';
    });
  }
  if (kind === 'form' && /[%+]/.test(text)) {
    return text
      .replaceAll('+', ' ')
      .replace(PERCENT, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'));
  }
  return text;
}
