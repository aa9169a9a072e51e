import { FORMATS } from '../shape/formats.ts';
import { TYPE_NAMES, type TypeName } from '../shape/judge.ts';
import { ANYTHING, type Rule } from './rule.ts';

/** A text that is no JSON Schema, with why. */
export class SchemaMistake extends Error {}

type Schema = Record<string, unknown>;

const MAX_DEPTH = 64;
const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The rule a JSON Schema states. Of the schema its types, properties, required, items, enums, formats,
 * unions and references within itself are read; what else it demands is not checked. Nothing is fetched.
 *
 * @throws SchemaMistake
 */
export function ruleOfSchema(text: string): Rule {
  const root = parse(text);
  if (root === true) return ANYTHING;
  if (!isObject(root)) throw new SchemaMistake('A JSON Schema is an object.');
  return read(root, root, 0, new Set());
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const at = /position (\d+)/.exec(message)?.[1];
    const offset = at === undefined ? text.length : Number(at);
    const before = text.slice(0, offset).split('\n');
    const column = (before.at(-1)?.length ?? 0) + 1;
    throw new SchemaMistake(`The text is not JSON: line ${before.length}, column ${column}.`);
  }
}

function read(schema: unknown, root: Schema, depth: number, seen: ReadonlySet<string>): Rule {
  if (depth > MAX_DEPTH || schema === true) return ANYTHING;
  if (!isObject(schema))
    throw new SchemaMistake('Each part of a JSON Schema is an object or true.');
  const ref = schema['$ref'];
  if (typeof ref === 'string') {
    // A reference to what it stands in describes a tree without end: below it, anything goes.
    if (seen.has(ref)) return ANYTHING;
    return read(resolve(ref, root), root, depth + 1, new Set([...seen, ref]));
  }
  const inner = (one: unknown): Rule => read(one, root, depth + 1, seen);
  const several = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(several)) return several.map(inner).reduce(either);
  if (Array.isArray(schema['allOf'])) {
    const parts = [...schema['allOf'], { ...schema, allOf: undefined }].map(inner);
    return parts.reduce(together);
  }
  return plain(schema, inner);
}

function plain(schema: Schema, inner: (one: unknown) => Rule): Rule {
  const rule: Rule = { types: typesIn(schema), sure: true };
  if (schema['x-unsafe-integer'] === true) rule.unsafe = true;
  const values = 'const' in schema ? [schema['const']] : schema['enum'];
  if (Array.isArray(values)) {
    const texts = values.filter((value) => typeof value === 'string');
    if (texts.length > 0) rule.values = texts.toSorted();
  }
  const format = FORMATS.find((known) => known === schema['format']);
  if (format !== undefined) rule.format = format;
  if (rule.types.includes('array')) {
    rule.item = isObject(schema['items']) ? inner(schema['items']) : ANYTHING;
  }
  if (!rule.types.includes('object')) return rule;
  const { properties, required, additionalProperties: rest } = schema;
  rule.keys = isObject(properties)
    ? Object.entries(properties).map(([key, one]) => [key, inner(one)])
    : [];
  if (Array.isArray(required)) rule.required = required.filter((key) => typeof key === 'string');
  if (isObject(rest)) rule.rest = inner(rest);
  else if (!isObject(properties)) rule.rest = ANYTHING;
  return rule;
}

function typesIn(schema: Schema): TypeName[] {
  const { type } = schema;
  const named: unknown[] = Array.isArray(type) ? type : type === undefined ? [] : [type];
  const types = named.map((name) => {
    const known = TYPE_NAMES.find((one) => one === name);
    if (known === undefined)
      throw new SchemaMistake(`“${String(name)}” is no type of JSON Schema.`);
    return known;
  });
  if (types.length > 0) return types;
  if (isObject(schema['properties'])) return ['object'];
  const values = 'const' in schema ? [schema['const']] : schema['enum'];
  const isText = Array.isArray(values) && values.every((value) => typeof value === 'string');
  return isText ? ['string'] : [];
}

function resolve(ref: string, root: Schema): unknown {
  if (!ref.startsWith('#')) {
    throw new SchemaMistake(`“${ref}” lies outside the schema; Backstitch fetches nothing.`);
  }
  let at: unknown = root;
  for (const raw of ref.slice(1).split('/').slice(1)) {
    const key = decodeURIComponent(raw).replaceAll('~1', '/').replaceAll('~0', '~');
    at = isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  if (at === undefined) throw new SchemaMistake(`The schema has nothing at “${ref}”.`);
  return at;
}

/** What fits one rule or the other. */
function either(a: Rule, b: Rule): Rule {
  if (a.types.length === 0 || b.types.length === 0) return ANYTHING;
  const joined: Rule = { types: [...new Set([...a.types, ...b.types])], sure: true };
  if (a.unsafe === true || b.unsafe === true) joined.unsafe = true;
  const strings = [a, b].filter(({ types }) => types.includes('string'));
  if (strings.length > 0 && strings.every(({ values }) => values !== undefined)) {
    joined.values = [...new Set(strings.flatMap(({ values }) => values ?? []))].toSorted();
  }
  const format = strings[0]?.format;
  if (format !== undefined && strings.every((one) => one.format === format)) joined.format = format;
  const item = pair(a.item, b.item);
  if (item) joined.item = item;
  const objects = [a, b].filter(({ types }) => types.includes('object'));
  if (objects.length === 0) return joined;
  const keys = new Map<string, Rule>();
  for (const [key, rule] of objects.flatMap((one) => one.keys ?? [])) {
    const other = keys.get(key);
    keys.set(key, other === undefined ? rule : either(other, rule));
  }
  joined.keys = [...keys];
  joined.required = (objects[0]?.required ?? []).filter((key) =>
    objects.every((one) => one.required?.includes(key)),
  );
  const rest = pair(a.rest, b.rest);
  if (rest) joined.rest = rest;
  return joined;
}

const pair = (a: Rule | undefined, b: Rule | undefined): Rule | undefined =>
  a === undefined || b === undefined ? (a ?? b) : either(a, b);

/** What fits both, as far as properties and required are concerned. */
function together(a: Rule, b: Rule): Rule {
  if (a.types.length === 0) return b;
  if (b.types.length === 0) return a;
  const keys = new Map([...(a.keys ?? []), ...(b.keys ?? [])]);
  const required = new Set([...(a.required ?? []), ...(b.required ?? [])]);
  return { ...a, ...b, keys: [...keys], required: [...required] };
}
