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
import type { Objects, Shape } from '../shape/shape.ts';

/** One type to write. */
export interface Printed {
  name: string;
  title: string;
  /** The event, as the map of all names it. */
  event: string;
  provider: string;
  shape: Shape;
}

/** Types as TypeScript: an interface each, and for several of a provider a union and a map by event. */
export function typescriptOf(types: readonly Printed[]): string {
  const texts = types.map(({ name, title, shape }) => declaration(name, title, shape));
  for (const [provider, group] of grouped(types)) {
    const joined = `${provider}Event`;
    const isTaken = types.some(({ name }) => name === joined || name === `${joined}s`);
    if (group.length < 2 || isTaken) continue;
    const map = group.map(({ event, name }) => `  ${keyOf(event)}: ${name};`);
    texts.push(`export interface ${joined}s {\n${map.join('\n')}\n}`);
    texts.push(`export type ${joined} = ${joined}s[keyof ${joined}s];`);
  }
  return `${texts.join('\n\n')}\n`;
}

function grouped(types: readonly Printed[]): Map<string, Printed[]> {
  const groups = Map.groupBy(types, ({ provider }) => provider);
  return new Map(
    [...groups].map(([provider, group]) => [
      provider,
      // The newest version of an event stands for it, which is the last.
      [...new Map(group.map((one) => [one.event, one])).values()],
    ]),
  );
}

function declaration(name: string, title: string, shape: Shape): string {
  const samples = shape.n === 1 ? '1 sample' : `${shape.n} samples`;
  const few = shape.n < SURE ? ', too few to be sure of what is optional' : '';
  const doc = `/** ${comment(`${title}; ${samples}${few}`)} */`;
  const types = typesOf(shape);
  const isInterface = types.length === 1 && types[0] === 'object' && !isMapShape(shape);
  return isInterface
    ? `${doc}\nexport interface ${name} ${typeText(shape, '')}`
    : `${doc}\nexport type ${name} = ${typeText(shape, '')};`;
}

const isMapShape = ({ objects }: Shape): boolean => objects !== null && isMap(objects);

function typeText(shape: Shape, indent: string): string {
  const parts = typesOf(shape).map((type) => partText(shape, type, indent));
  return parts.length === 0 ? 'unknown' : parts.join(' | ');
}

function partText(shape: Shape, type: TypeName, indent: string): string {
  switch (type) {
    case 'object':
      return shape.objects === null ? 'object' : objectText(shape.objects, indent);
    case 'array': {
      const item = shape.lists?.item ?? null;
      if (item === null) return 'unknown[]';
      const text = typeText(item, indent);
      return isUnion(item) ? `(${text})[]` : `${text}[]`;
    }
    case 'string': {
      const values = shape.strings && valuesOf(shape.strings);
      return values ? values.map((value) => JSON.stringify(value)).join(' | ') : 'string';
    }
    case 'integer':
    case 'number':
      return (shape.ints?.unsafe ?? 0) > 0 ? 'number | string' : 'number';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    default:
      return type satisfies never;
  }
}

function isUnion(shape: Shape): boolean {
  const values = shape.strings && valuesOf(shape.strings);
  return typesOf(shape).length > 1 || (values?.length ?? 0) > 1 || (shape.ints?.unsafe ?? 0) > 0;
}

function objectText(objects: Objects, indent: string): string {
  const inside = `${indent}  `;
  if (isMap(objects)) return `{ [key: string]: ${typeText(valueOfMap(objects), indent)} }`;
  const keys = [...objects.keys].toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (keys.length === 0) return 'Record<string, unknown>';
  const lines = keys.flatMap(([key, shape]) => {
    const doc = docOf(shape);
    const mark = isAlways(objects, key) ? '' : '?';
    return [
      ...(doc === '' ? [] : [`${inside}/** ${doc} */`]),
      `${inside}${keyOf(key)}${mark}: ${typeText(shape, inside)};`,
    ];
  });
  return `{\n${lines.join('\n')}\n${indent}}`;
}

function docOf(shape: Shape): string {
  if ((shape.ints?.unsafe ?? 0) > 0) {
    return 'beyond 2^53: JSON.parse loses digits; read it as text';
  }
  const format = shape.strings ? stringFormat(shape.strings) : intFormat(shape);
  return format ?? '';
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** A key as source text. */
export const keyOf = (key: string): string => (IDENTIFIER.test(key) ? key : JSON.stringify(key));

/** What a sender wrote may not end the comment it stands in. */
const comment = (text: string): string => text.replaceAll('*/', '*\\/').replace(/[\r\n\u2028\u2029]/g, ' ');
