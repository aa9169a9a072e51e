import type { CollectionRule } from '../../../preload/contract/app-model.ts';
import type { RuleDecision } from '../../../preload/contract/apps/function-runs.ts';
import type { ExpressionScope } from '../../expressions/scope.ts';
import { filtersFor } from './filters.ts';
import { type GuardParts, NotAllowed } from './action.ts';
import { rulesFor } from './guard.ts';
import { createAccess, emptyFields, type Fields, isFields, type Access, put } from './roles.ts';

/** A change of a document: canonical EJSON, null where there is none before or after. */
export interface Change {
  before: string | null;
  after: string | null;
  /** Whether the whole document was replaced, rather than fields of it changed. */
  replaced: boolean;
}

export interface Watch {
  database: string;
  collection: string;
  /** Only of these documents; undefined for all. */
  ids: unknown;
  /** Query over change events. */
  filter: unknown;
  compact: boolean;
}

/**
 * Whether a user may watch a collection at all: there have to be rules for it. What of each change
 * is seen, its document decides.
 *
 * @throws NotAllowed
 */
export function mayWatch(
  rules: readonly CollectionRule[],
  watch: Watch,
): { rule: CollectionRule; decision: RuleDecision } {
  const rule = rulesFor(rules, watch);
  if (rule === undefined || rule.roles.length === 0)
    throw new NotAllowed(`no rule exists for namespace '${watch.database}.${watch.collection}'`);
  const roles = rule.roles.map(({ name }) => ({ name, listed: true, explain: null }));
  return { rule, decision: { allowed: true, why: 'rule', rule: null, rules: roles } };
}

/** Change events as a user sees them; canonical EJSON. */
export async function* seenChanges(
  parts: Pick<GuardParts, 'sift'>,
  rule: CollectionRule,
  scope: ExpressionScope,
  watch: Watch,
  changes: AsyncIterable<Change>,
): AsyncGenerator<string, void, void> {
  let count = 0;
  for await (const change of changes) {
    // Roles may name functions whose answers differ from one time to the next.
    const access = createAccess(rule.roles, scope);
    const before = parsed(change.before);
    const after = parsed(change.after);
    const document = after ?? before;
    if (document === null || !isAsked(watch.ids, document)) continue;
    const { queries } = await filtersFor(rule, scope);
    if (queries.length > 0 && !(await matches(parts, document, { $and: queries }))) continue;
    const shown = await access.shown(document);
    if (shown === null) continue;
    count += 1;
    const event = await eventOf(access, watch, { ...change, before, after: after && shown }, count);
    if (isFields(watch.filter) && Object.keys(watch.filter).length > 0) {
      if (!(await matches(parts, event, watch.filter))) continue;
    }
    yield JSON.stringify(watch.compact ? compacted(event) : event);
  }
}

const parsed = (text: string | null): Fields | null =>
  text === null ? null : (JSON.parse(text) as Fields);

function isAsked(ids: unknown, { _id: id }: Fields): boolean {
  if (!Array.isArray(ids) || ids.length === 0) return true;
  const own = JSON.stringify(id);
  return ids.some((one) => JSON.stringify(one) === own);
}

/** Whether the store finds a document by a query: one language for queries and events. */
async function matches(
  { sift }: Pick<GuardParts, 'sift'>,
  document: Fields,
  query: Fields,
): Promise<boolean> {
  const places = await sift([JSON.stringify(document)], { query, sort: {}, limit: 0 });
  return places.length > 0;
}

async function eventOf(
  access: Access,
  { database, collection }: Watch,
  { before, after, replaced }: { before: Fields | null; after: Fields | null; replaced: boolean },
  count: number,
): Promise<Fields> {
  const kind =
    after === null ? 'delete' : before === null ? 'insert' : replaced ? 'replace' : 'update';
  const document = after ?? before ?? emptyFields();
  return {
    _id: { _data: count.toString(16).padStart(16, '0') },
    operationType: kind,
    ...(after !== null && { fullDocument: after }),
    ns: { db: database, coll: collection },
    documentKey: { _id: document['_id'] },
    ...(kind === 'update' && {
      updateDescription: await difference(access, before ?? emptyFields(), document),
    }),
  };
}

/** What changed, as far as both sides are seen. */
async function difference(access: Access, before: Fields, shown: Fields): Promise<Fields> {
  const updatedFields = emptyFields();
  for (const [name, value] of Object.entries(shown)) {
    const then = Object.hasOwn(before, name) ? before[name] : undefined;
    if (JSON.stringify(then) !== JSON.stringify(value)) put(updatedFields, name, value);
  }
  const seenBefore = (await access.shown(before)) ?? emptyFields();
  const removedFields = Object.keys(seenBefore).filter((name) => !Object.hasOwn(shown, name));
  return { updatedFields, removedFields };
}

/** The short form that the older library asks for. */
function compacted({
  operationType,
  documentKey,
  updateDescription,
  fullDocument,
}: Fields): Fields {
  return {
    ot: operationType,
    dk: documentKey,
    ...(updateDescription === undefined ? { fd: fullDocument } : { ud: updateDescription }),
  };
}
