import type { Format } from '../shape/formats.ts';
import {
  intFormat,
  isAlways,
  isMap,
  stringFormat,
  SURE,
  typesOf,
  type TypeName,
  valueOfMap,
  valuesOf,
} from '../shape/judge.ts';
import type { Shape } from '../shape/shape.ts';

export type JsonSchema = { [key: string]: unknown };

const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

/** What a type is called, wherever it is written. */
export interface TypeNames {
  /** Words for people: `GitHub issues.opened`. */
  title: string;
  /** `urn:backstitch:github:issues.opened` */
  id: string;
}

/** A whole schema, draft 2020-12: open for more, sorted, so that the same samples give the same text. */
export function jsonSchemaOf(shape: Shape, { title, id }: TypeNames): JsonSchema {
  return {
    $schema: DRAFT,
    $id: id,
    title,
    ...(shape.n < SURE && { 'x-samples': shape.n }),
    ...schemaOf(shape),
  };
}

/** The schema of one place. Nothing seen: everything fits. */
export function schemaOf(shape: Shape): JsonSchema {
  const types = typesOf(shape);
  const isNullable = types.includes('null');
  const others = types.filter((type) => type !== 'null');
  const [only] = others;
  if (only === undefined) return isNullable ? { type: 'null' } : {};
  if (others.length > 1) return { anyOf: types.map((type) => partOf(shape, type)) };
  const part = partOf(shape, only);
  if (!isNullable) return part;
  const values = part['enum'];
  return {
    ...part,
    type: [only, 'null'],
    ...(Array.isArray(values) && { enum: [...(values as unknown[]), null] }),
  };
}

function partOf(shape: Shape, type: TypeName): JsonSchema {
  switch (type) {
    case 'object':
      return objectSchema(shape);
    case 'array': {
      const item = shape.lists?.item ?? null;
      return { type, ...(item && { items: schemaOf(item) }) };
    }
    case 'string':
      return stringSchema(shape);
    case 'integer': {
      const format = intFormat(shape);
      return {
        type,
        ...(format !== null && { format }),
        ...((shape.ints?.unsafe ?? 0) > 0 && { 'x-unsafe-integer': true }),
      };
    }
    case 'number':
    case 'boolean':
    case 'null':
      return { type };
    default:
      return type satisfies never;
  }
}

function objectSchema({ objects }: Shape): JsonSchema {
  if (objects === null) return { type: 'object' };
  if (isMap(objects)) {
    return { type: 'object', additionalProperties: schemaOf(valueOfMap(objects)) };
  }
  const keys = [...objects.keys].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const required = keys.map(([key]) => key).filter((key) => isAlways(objects, key));
  return {
    type: 'object',
    properties: named(keys.map(([key, inner]) => [key, schemaOf(inner)])),
    ...(required.length > 0 && { required }),
  };
}

/** Defines each key: to assign to one called `__proto__` would do something else. */
export function named<T>(pairs: readonly [string, T][]): Record<string, T> {
  return Object.fromEntries(pairs);
}

/** Formats of JSON Schema itself; the others are said in its other words. */
const OWN: ReadonlySet<Format> = new Set([
  'date-time',
  'date',
  'time',
  'uuid',
  'email',
  'ipv4',
  'ipv6',
  'uri',
  'uri-template',
]);

function stringSchema({ strings }: Shape): JsonSchema {
  if (strings === null) return { type: 'string' };
  const values = valuesOf(strings);
  if (values !== null) return { type: 'string', enum: values };
  const format = stringFormat(strings);
  if (format === null) return { type: 'string' };
  if (OWN.has(format)) return { type: 'string', format };
  if (format === 'byte') return { type: 'string', contentEncoding: 'base64' };
  return { type: 'string', pattern: '^-?\\d+(?:\\.\\d+)?$' };
}
