import { ProjectFile } from '../../preload/contract/interchange/project-file.ts';
import { canonical, isObject, type Json } from './canonical.ts';
import type { KEYED } from './items.ts';

type Kind = (typeof KEYED)[number];

/** Of each kind of engine. */
const ENGINES: Readonly<Record<string, Json>> = {
  nats: { stream: '' },
  kafka: { topic: '' },
  sqs: { region: '' },
};
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
  'kind',
  'preset',
  'stream',
  'topic',
  'region',
  'host',
]);

/** An item as short as it can be written: what the schema fills in is left out, and a name that is the key. */
export function shortened(kind: Kind, key: string, value: Json): Json {
  const filled = ProjectFile.parse({ [kind]: { a: leastOf(kind, value) } })[kind][
    'a'
  ] as unknown as Json;
  const short = without(value, filled);
  if (isObject(short) && short['name'] === key) delete short['name'];
  if (isObject(value) && isObject(short)) {
    for (const field of ['forward', 'sender'] as const)
      if (value[field] === null) delete short[field];
  }
  return short;
}

/** The tunnel, alike. */
export function shortenedTunnel(value: Json): Json {
  const { mode, ssh, command } = value as Record<string, { preset?: Json }>;
  const least = {
    mode,
    ...(ssh && {
      ssh: ssh.preset === 'own' ? { preset: 'own', host: 'a' } : { preset: ssh.preset },
    }),
    ...(command && { command: { preset: command.preset } }),
  };
  const filled = ProjectFile.parse({ tunnel: least }).tunnel as unknown as Json;
  return { mode: mode as Json, ...(without(value, filled) as object) };
}

function leastOf(kind: Kind, value: Json): Json {
  const engine = kind === 'destinations' && isObject(value) ? value['kind'] : undefined;
  if (typeof engine !== 'string') return LEAST[kind];
  return { url: 'https://a', kind: engine, engine: ENGINES[engine] ?? null };
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
