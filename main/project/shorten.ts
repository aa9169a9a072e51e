import { ProjectFile } from '../../preload/contract/interchange/project-file.ts';
import { canonical, isObject, type Json } from './canonical.ts';
import type { KEYED } from './items.ts';

type Kind = (typeof KEYED)[number];

/** What no default fills in. */
const LEAST: Readonly<Record<Kind, Json>> = {
  endpoints: { path: '/', sender: {}, forward: { destination: 'a' } },
  destinations: { url: 'https://a' },
  forwards: { destination: 'a' },
  integrations: {},
  searches: {},
  savedQueries: { sql: '' },
  expectations: {},
  redaction: {},
};
/** Always written, whatever they are. */
const SAID: ReadonlySet<string> = new Set([
  'path',
  'url',
  'sql',
  'search',
  'destination',
  'provider',
]);

/** An item as short as it can be written: what the schema fills in is left out, and a name that is the key. */
export function shortened(kind: Kind, key: string, value: Json): Json {
  const filled = ProjectFile.parse({ [kind]: { a: LEAST[kind] } })[kind]['a'] as unknown as Json;
  const short = without(value, filled);
  if (isObject(short) && short['name'] === key) delete short['name'];
  if (isObject(value) && isObject(short)) {
    for (const field of ['forward', 'sender'] as const)
      if (value[field] === null) delete short[field];
  }
  return short;
}

function without(value: Json, filled: Json | undefined): Json {
  if (!isObject(value) || !isObject(filled)) return value;
  const left: [string, Json][] = [];
  for (const [field, inner] of Object.entries(value)) {
    const usual = filled[field];
    if (!SAID.has(field) && usual !== undefined && canonical(inner) === canonical(usual)) continue;
    left.push([field, isObject(inner) && isObject(usual) ? without(inner, usual) : inner]);
  }
  return Object.fromEntries(left);
}
