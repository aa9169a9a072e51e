import type { HeaderPair } from '../../../../preload/contract/shapes.ts';
import { queryOf, readQuery } from '../../../decode/form-fields.ts';
import type { Reading } from '../../../decode/reading.ts';
import { type Leaf, untyped } from './body-leaves.ts';
import { bodyContent } from './body-content.ts';
import { queryWithoutCredentials, withoutCredentials } from './credentials.ts';

/** What of a capture is searched. */
export interface Content {
  target: string;
  headers: readonly HeaderPair[];
  /** The body with its content codings undone. */
  body: Reading | undefined;
  /** The charset a person chose for the endpoint; it counts for the query, too. */
  chosen: string | null;
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

/** Characters of a query that are split into fields. */
const MAX_QUERY = 256 * 1024;
const MAX_VALUES = 300;
const MAX_LENGTH = 200;

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
  const query = readQuery((queryOf(target) ?? '').slice(0, MAX_QUERY), content.chosen).fields;
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
  for (const { name, value } of query) if (name !== '') add('query', untyped(name, value));
  const body = bodyContent(content.body);
  for (const leaf of body.leaves) if (!add('body', leaf)) break;
  const path = pathWords(target.split('?', 1)[0] ?? '');
  const pairs = query.map(({ name, value }) => `${name}=${value}`);
  return {
    target: [path, ...pairs].join('\n'),
    headers: headers.map(([name, value]) => `${name}: ${value}`).join('\n'),
    body: body.words,
    values,
  };
}

const cut = (text: string): string => text.slice(0, MAX_LENGTH);

const PERCENT = /(?:%[0-9a-fA-F]{2})+/g;

/** A path as a person would type it. */
function pathWords(path: string): string {
  return path.replace(PERCENT, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}
