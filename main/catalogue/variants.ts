import type { EventVariant } from '../../preload/contract/captures/event-types.ts';
import { below as pathBelow } from './drift/path.ts';
import type { Rule } from './drift/rule.ts';
import { WrittenNumber } from './shape/json.ts';

/** More than that nobody sends, and each is a whole body. */
const MOST = 200;
/** Of lists only the first item is varied: the others are alike. */
const DEEPEST = 32;

type Step = string | number;

/**
 * Bodies that the same event may come with: each optional field left out, null where null may stand, and each other
 * value of a field with few of them. One thing is changed in each.
 *
 * @returns 200 at most, in the order of the body
 */
export function variantsOf(value: unknown, rule: Rule): EventVariant[] {
  const variants: EventVariant[] = [];
  const add = (
    steps: readonly Step[],
    path: string,
    what: EventVariant['what'],
    to?: unknown,
  ): void => {
    if (variants.length >= MOST) return;
    const changed = withChange(value, steps, what === 'left-out' ? undefined : { to });
    const shown = what === 'value' ? String(to) : null;
    variants.push({ path, what, value: shown, body: textOf(changed) });
  };
  const visit = (at: unknown, by: Rule, steps: readonly Step[], path: string): void => {
    if (steps.length > DEEPEST || variants.length >= MOST) return;
    if (steps.length > 0) {
      if (at !== null && by.types.includes('null')) add(steps, path, 'null', null);
      for (const one of by.values ?? [])
        if (typeof at === 'string' && one !== at) add(steps, path, 'value', one);
    }
    if (Array.isArray(at)) {
      if (by.item !== undefined && at.length > 0) visit(at[0], by.item, [...steps, 0], `${path}[]`);
    } else if (isObject(at)) {
      const known = new Map(by.keys);
      for (const [key, inner] of Object.entries(at)) {
        const its = known.get(key);
        if (its === undefined) continue;
        const [below, name] = [[...steps, key], pathBelow(path, key)];
        if (by.required !== undefined && !by.required.includes(key)) add(below, name, 'left-out');
        visit(inner, its, below, name);
      }
    }
  };
  visit(value, rule, [], '');
  return variants;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !(value instanceof WrittenNumber);

/** A copy with another value at a place, or nothing there; keys keep their order. */
function withChange(
  value: unknown,
  steps: readonly Step[],
  change: { to: unknown } | undefined,
): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return change?.to;
  if (Array.isArray(value))
    return value.map((one, at) => (at === step ? withChange(one, rest, change) : one));
  return Object.fromEntries(
    Object.entries(value as object).flatMap(([key, one]) => {
      if (key !== step) return [[key, one]];
      return rest.length === 0 && change === undefined
        ? []
        : [[key, withChange(one, rest, change)]];
    }),
  );
}

// TypeScript does not know it yet.
const rawJson = Reflect.get(JSON, 'rawJSON') as (source: string) => unknown;

/** As JSON, with numbers as they were written. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    one instanceof WrittenNumber ? rawJson(one.source) : one,
  );
