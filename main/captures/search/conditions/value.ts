import { pickedIds, writeWanted } from '../blocks/pick.ts';
import { positional } from '../indexing/body-leaves.ts';
import type { Test } from '../terms.ts';
import { anyOf, type Bind, type CompileContext, type Condition, own, plain } from './condition.ts';

export function valueCondition(
  name: string,
  tests: readonly Test[],
  context: CompileContext,
  bind: Bind,
): Condition {
  const lists = placesOf(name, context).map(({ fieldId, like }) =>
    pickedIds(bind(fieldId), bind(writeWanted({ tests, ...(like !== undefined && { at: like }) }))),
  );
  if (lists.length === 0) return plain('FALSE');
  return { ...own(`c.id IN (${lists.join(' UNION ALL ')})`), isListed: true };
}

/** Digits in a path may be positions in an array or keys of an object: both are looked at. */
function placesOf(name: string, context: CompileContext): { fieldId: number; like?: string }[] {
  const places: { fieldId: number; like?: string }[] = [];
  const asKeys = context.fieldId(name);
  if (asKeys !== undefined) places.push({ fieldId: asKeys });
  if (!name.startsWith('body.')) return places;
  const inArray = positional(name.slice('body.'.length));
  const fieldId = inArray && context.fieldId(`body.${inArray.path}`);
  if (inArray && fieldId !== undefined) places.push({ fieldId, like: inArray.like });
  return places;
}

/** A sender's id stands in a header that the index has; one of ours is the capture. */
export function traceCondition(
  traces: readonly { id: string; row: number }[],
  context: CompileContext,
  bind: Bind,
): Condition {
  const tests = traces.map(({ id }) => ({ kind: 'pattern' as const, pattern: `*-${id}-*` }));
  const sent = valueCondition('header.traceparent', tests, context, bind);
  const ours = `c.id IN (${traces.map(({ row }) => bind(row)).join(', ')})`;
  return { ...sent, driver: null, where: anyOf([ours, sent.where]) };
}
