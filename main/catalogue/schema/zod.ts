import {
  intFormat,
  isAlways,
  isMap,
  stringFormat,
  typesOf,
  type TypeName,
  valueOfMap,
  valuesOf,
} from '../shape/judge.ts';
import type { Objects, Shape } from '../shape/shape.ts';
import { keyOf, type Printed } from './typescript.ts';

/** Types as schemas of Zod 4. Objects take more keys than they name. */
export function zodOf(types: readonly Printed[]): string {
  const texts = types.map(
    ({ name, title, shape }) =>
      `/** ${title.replaceAll('*/', '*\\/').replace(/[\r\n\u2028\u2029]/g, ' ')} */\n` +
      `export const ${name} = ${zodText(shape, '')};\n` +
      `export type ${name} = z.infer<typeof ${name}>;`,
  );
  return `import { z } from 'zod';\n\n${texts.join('\n\n')}\n`;
}

function zodText(shape: Shape, indent: string): string {
  const types = typesOf(shape);
  const others = types.filter((type) => type !== 'null');
  const parts = others.map((type) => partText(shape, type, indent));
  const [only] = parts;
  if (only === undefined) return types.length === 0 ? 'z.unknown()' : 'z.null()';
  const text = parts.length === 1 ? only : `z.union([${parts.join(', ')}])`;
  return types.length === others.length ? text : `${text}.nullable()`;
}

function partText(shape: Shape, type: TypeName, indent: string): string {
  switch (type) {
    case 'object':
      return shape.objects === null ? 'z.looseObject({})' : objectText(shape.objects, indent);
    case 'array': {
      const item = shape.lists?.item ?? null;
      return item === null ? 'z.array(z.unknown())' : `z.array(${zodText(item, indent)})`;
    }
    case 'string': {
      const values = shape.strings && valuesOf(shape.strings);
      if (values) return `z.enum([${values.map((value) => JSON.stringify(value)).join(', ')}])`;
      const format = shape.strings && stringFormat(shape.strings);
      return format ? `z.string().meta({ format: '${format}' })` : 'z.string()';
    }
    case 'integer': {
      // z.int() refuses what JavaScript cannot hold.
      if ((shape.ints?.unsafe ?? 0) > 0) return 'z.union([z.number(), z.string()])';
      const format = intFormat(shape);
      return format === null ? 'z.int()' : `z.int().meta({ format: '${format}' })`;
    }
    case 'number':
      return (shape.ints?.unsafe ?? 0) > 0 ? 'z.union([z.number(), z.string()])' : 'z.number()';
    case 'boolean':
      return 'z.boolean()';
    case 'null':
      return 'z.null()';
    default:
      return type satisfies never;
  }
}

function objectText(objects: Objects, indent: string): string {
  if (isMap(objects)) return `z.record(z.string(), ${zodText(valueOfMap(objects), indent)})`;
  const inside = `${indent}  `;
  const keys = [...objects.keys].toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (keys.length === 0) return 'z.looseObject({})';
  const lines = keys.map(([key, shape]) => {
    const optional = isAlways(objects, key) ? '' : '.optional()';
    // Written plainly it would set the prototype.
    const name = key === '__proto__' ? `['__proto__']` : keyOf(key);
    return `${inside}${name}: ${zodText(shape, inside)}${optional},`;
  });
  return `z.looseObject({\n${lines.join('\n')}\n${indent}})`;
}
