import type { Format } from '../shape/formats.ts';
import {
  intFormat,
  isMap,
  isVolatile,
  stringFormat,
  SURE,
  type TypeName,
  typesOf,
  valueOfMap,
  valuesOf,
} from '../shape/judge.ts';
import type { Shape } from '../shape/shape.ts';

/**
 * What captures of a type are held against: a baseline, from a shape or from a JSON Schema. It can be kept
 * as JSON; keys are pairs, since a body may call one `__proto__`.
 */
export interface Rule {
  /** None: anything may stand here. */
  types: TypeName[];
  /** A null where none is listed is told of: enough samples had none, or a schema says so. */
  sure: boolean;
  unsafe?: boolean;
  values?: string[];
  format?: Format;
  item?: Rule;
  keys?: [key: string, rule: Rule][];
  required?: string[];
  /** Any key beside those may stand there, with such a value. */
  rest?: Rule;
}

export const ANYTHING: Rule = { types: [], sure: false };

/** The rule that holds of everything a shape has seen. */
export function ruleOf(shape: Shape): Rule {
  const { strings, objects, lists, ints } = shape;
  const rule: Rule = { types: typesOf(shape), sure: shape.n >= SURE };
  if (ints !== null && ints.unsafe > 0) rule.unsafe = true;
  if (strings !== null && !isVolatile(strings)) {
    const values = valuesOf(strings);
    if (values !== null) rule.values = values;
  }
  const format = strings === null ? intFormat(shape) : stringFormat(strings);
  if (format !== null && (strings === null || !isVolatile(strings))) rule.format = format;
  if (lists !== null) rule.item = lists.item === null ? ANYTHING : ruleOf(lists.item);
  if (objects === null) return rule;
  if (isMap(objects)) return { ...rule, keys: [], rest: ruleOf(valueOfMap(objects)) };
  rule.keys = [...objects.keys].map(([key, inner]) => [key, ruleOf(inner)]);
  if (objects.rest !== null) rule.rest = ANYTHING;
  if (objects.n >= SURE) {
    rule.required = [...objects.keys].flatMap(([key, inner]) => (inner.n === objects.n ? key : []));
  }
  return rule;
}
