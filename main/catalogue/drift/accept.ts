import { ruleOf, type Rule } from './rule.ts';
import type { Finding } from './drift.ts';
import { stepsOf } from './path.ts';
import type { Shape } from '../shape/shape.ts';

/**
 * A baseline to which a change belongs from now on. What a path looks like now is read from the shape.
 *
 * @returns the same rule where the change is no matter of it, as a new version is none
 */
export function accepted(rule: Rule, { kind, path, now }: Finding, shape: Shape | null): Rule {
  const steps = stepsOf(path);
  if (kind === 'new-field' || kind === 'missing-field') {
    const key = steps.pop();
    if (typeof key !== 'string') return rule;
    return changed(rule, steps, (at) => {
      if (kind === 'missing-field') {
        return { ...at, required: (at.required ?? []).filter((name) => name !== key) };
      }
      const seen = shapeAt(shape, stepsOf(path));
      const added = seen === null ? { types: [], sure: false } : ruleOf(seen);
      const others = (at.keys ?? []).filter(([name]) => name !== key);
      return { ...at, keys: [...others, [key, added]] };
    });
  }
  return changed(rule, steps, (at) => {
    switch (kind) {
      case 'type': {
        const seen = shapeAt(shape, stepsOf(path));
        const fresh: Rule = seen === null ? { types: [], sure: false } : ruleOf(seen);
        // What was known of the types there were stays.
        const types = fresh.types.length === 0 ? [] : [...new Set([...at.types, ...fresh.types])];
        return { ...fresh, ...at, types };
      }
      case 'null':
        return { ...at, types: [...at.types, 'null'] };
      case 'enum': {
        const value = textOf(now);
        if (value === undefined) return without(at, 'values');
        return { ...at, values: [...new Set([...(at.values ?? []), value])].toSorted() };
      }
      case 'format':
        return without(at, 'format');
      case 'unsafe-integer':
        return { ...at, unsafe: true };
      case 'version':
      case 'new-type':
        return at;
      default:
        return kind satisfies never;
    }
  });
}

function without(rule: Rule, key: 'values' | 'format'): Rule {
  const { [key]: _, ...others } = rule;
  return others;
}

function textOf(quoted: string): string | undefined {
  try {
    const value: unknown = JSON.parse(quoted);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A copy in which the rule at the steps is another. */
function changed(rule: Rule, steps: readonly (string | null)[], change: (at: Rule) => Rule): Rule {
  const [step, ...others] = steps;
  if (step === undefined) return change(rule);
  if (step === null) {
    return rule.item === undefined ? rule : { ...rule, item: changed(rule.item, others, change) };
  }
  const isKnown = rule.keys?.some(([key]) => key === step) === true;
  if (isKnown) {
    const keys = rule.keys?.map(([key, inner]): [string, Rule] => [
      key,
      key === step ? changed(inner, others, change) : inner,
    ]);
    return { ...rule, ...(keys && { keys }) };
  }
  return rule.rest === undefined ? rule : { ...rule, rest: changed(rule.rest, others, change) };
}

/** The shape at a place; null where nothing was seen there. */
export function shapeAt(shape: Shape | null, steps: readonly (string | null)[]): Shape | null {
  let at = shape;
  for (const step of steps) {
    if (at === null) return null;
    at = step === null ? (at.lists?.item ?? null) : (at.objects?.keys.get(step) ?? null);
  }
  return at;
}
