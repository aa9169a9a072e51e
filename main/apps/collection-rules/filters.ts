import { parse } from 'jsonc-parser';
import type { CollectionRule } from '../../../preload/contract/app-model.ts';
import { evaluateText } from '../../expressions/evaluate.ts';
import { expand, type ExpressionScope } from '../../expressions/scope.ts';
import { MISSING } from '../../expressions/values.ts';
import { emptyFields, type Fields, isFields, put } from './roles.ts';

/** What the filters of a collection add to every query of a user. */
export interface Narrowed {
  /** Each has to match. */
  queries: Fields[];
  projections: Fields[];
}

/** The filters that apply to a user. One whose condition is false, or cannot be told, adds nothing. */
export async function filtersFor(
  { filters }: CollectionRule,
  scope: ExpressionScope,
): Promise<Narrowed> {
  const found: Narrowed = { queries: [], projections: [] };
  for (const filter of filters) {
    const { verdict } = await evaluateText(filter.applyWhen, { ...scope, plainPaths: 'none' });
    if (!verdict) continue;
    const query = filled(parse(filter.query === '' ? '{}' : filter.query), scope);
    if (isFields(query) && Object.keys(query).length > 0) found.queries.push(query);
    const projection: unknown = filter.projection === '' ? {} : parse(filter.projection);
    if (isFields(projection) && Object.keys(projection).length > 0)
      found.projections.push(projection);
  }
  return found;
}

/** `%%user.id` and the like replaced by what they stand for; `%or` is `$or`. */
function filled(value: unknown, scope: ExpressionScope): unknown {
  if (typeof value === 'string' && value.startsWith('%%')) {
    const found = expand(value, scope).value;
    return found === MISSING ? null : found;
  }
  if (Array.isArray(value)) return value.map((item) => filled(item, scope));
  if (!isFields(value)) return value;
  const out = emptyFields();
  for (const [name, inner] of Object.entries(value)) {
    put(out, name.replace(/^%(?=[a-zA-Z])/, '$'), filled(inner, scope));
  }
  return out;
}
