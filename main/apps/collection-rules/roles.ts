import type { CollectionRole, FieldRule } from '../../../preload/contract/app-model.ts';
import type { ExplainNode } from '../../../preload/contract/apps/function-runs.ts';
import { evaluate, evaluateText } from '../../expressions/evaluate.ts';
import { type Json, parseExpression } from '../../expressions/parse.ts';
import type { ExpressionScope } from '../../expressions/scope.ts';

/** A document: canonical EJSON, parsed as JSON. */
export type Fields = Record<string, unknown>;

/** A document before and after a change; the same twice where it is only read. */
export interface Sight {
  before: Fields;
  after: Fields;
}

/** What was found out about the roles of one document. */
export interface RoleVerdict {
  name: string;
  explain: ExplainNode;
}

/** Everything that decides about one document, on behalf of one user. */
export interface Access {
  /** The first role whose `apply_when` is true. */
  roleOf(document: Fields): Promise<CollectionRole | null>;
  /** What the user may see of a document; null where that is nothing. */
  shown(document: Fields): Promise<Fields | null>;
  mayInsert(document: Fields): Promise<boolean>;
  mayUpdate(sight: Sight): Promise<boolean>;
  mayDelete(document: Fields): Promise<boolean>;
  /** Whether every document is seen whole, whatever is in it. */
  seesAll(): Promise<boolean>;
  /** What the roles said of the first document that was looked at, for a person. */
  told: RoleVerdict[];
}

/**
 * Judges documents by the roles of their collection.
 *
 * @param scope what expressions may refer to; documents are filled in here
 */
export function createAccess(roles: readonly CollectionRole[], scope: ExpressionScope): Access {
  const told: RoleVerdict[] = [];
  const read = new Map<string, Json | null>();

  /** Read once, asked of every document; null where it cannot be read, which evaluating it explains. */
  function expressionOf(text: string): Json | null {
    const known = read.get(text);
    if (known !== undefined) return known;
    const parsed = parseExpression(text);
    const expression = parsed.ok ? parsed.expression : null;
    read.set(text, expression);
    return expression;
  }
  async function holds(
    text: string,
    { before, after }: Sight,
    field?: { now: unknown; before: unknown },
  ) {
    const documents = {
      root: after,
      prevRoot: before,
      ...(field !== undefined && { this: field.now, prev: field.before }),
    };
    const whole = { ...scope, plainPaths: 'root' as const, documents };
    const expression = expressionOf(text);
    return expression === null ? evaluateText(text, whole) : evaluate(expression, whole);
  }
  /** A permission that is not written down is none. */
  const permits = async (
    text: string,
    sight: Sight,
    field?: { now: unknown; before: unknown },
  ): Promise<boolean> => text !== '' && (await holds(text, sight, field)).verdict;

  function note(name: string, explain: ExplainNode): void {
    if (!told.some((one) => one.name === name)) told.push({ name, explain });
  }
  async function roleOf(document: Fields): Promise<CollectionRole | null> {
    for (const role of roles) {
      const { verdict, explain } = await holds(role.applyWhen, still(document));
      note(role.name, explain);
      if (verdict) return role;
    }
    return null;
  }

  /** Whoever may write a field may read it. */
  async function readsField(rule: FieldRule, sight: Sight, value: unknown): Promise<boolean> {
    const field = { now: value, before: value };
    return (await permits(rule.read, sight, field)) || permits(rule.write, sight, field);
  }
  async function readableFields(
    rules: Readonly<Record<string, FieldRule>>,
    others: FieldRule,
    value: Fields,
    sight: Sight,
  ): Promise<Fields> {
    const seen = emptyFields();
    for (const [name, inner] of Object.entries(value)) {
      const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
      if (await readsField(rule ?? others, sight, inner)) put(seen, name, inner);
      else if (rule !== undefined && isFields(inner) && Object.keys(rule.fields).length > 0) {
        const part = await readableFields(rule.fields, NO_RULE, inner, sight);
        if (Object.keys(part).length > 0) put(seen, name, part);
      }
    }
    return seen;
  }
  async function readsWhole(role: CollectionRole, sight: Sight): Promise<boolean> {
    return (await permits(role.read, sight)) || permits(role.write, sight);
  }

  /** Whether everything that differs between two values may be written. */
  async function writesDifference(
    rules: Readonly<Record<string, FieldRule>>,
    others: FieldRule,
    values: { before: Fields; after: Fields },
    sight: Sight,
  ): Promise<boolean> {
    const names = new Set([...Object.keys(values.before), ...Object.keys(values.after)]);
    for (const name of names) {
      const then = own(values.before, name);
      const now = own(values.after, name);
      if (same(then, now)) continue;
      const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
      if (await permits((rule ?? others).write, sight, { now, before: then })) continue;
      const inner = rule?.fields ?? {};
      if (Object.keys(inner).length === 0 || !isFields(now)) return false;
      const parts = { before: isFields(then) ? then : emptyFields(), after: now };
      if (!(await writesDifference(inner, NO_RULE, parts, sight))) return false;
    }
    return true;
  }
  async function writes(role: CollectionRole, sight: Sight): Promise<boolean> {
    if (await permits(role.write, sight)) return true;
    return writesDifference(role.fields, role.additionalFields, sight, sight);
  }

  return {
    told,
    roleOf,
    async shown(document) {
      const role = await roleOf(document);
      if (role === null) return null;
      const sight = still(document);
      if (await readsWhole(role, sight)) return document;
      const { _id: id, ...others } = document;
      const seen = await readableFields(role.fields, role.additionalFields, others, sight);
      if (Object.keys(seen).length === 0) return null;
      // Whoever sees something of a document may name it.
      return Object.assign(emptyFields(), id === undefined ? {} : { _id: id }, seen);
    },
    async mayInsert(document) {
      const role = await roleOf(document);
      if (role === null) return false;
      const { _id: _given, ...fields } = document;
      const sight = { before: emptyFields(), after: document };
      if (role.insert !== '' && !(await permits(role.insert, sight))) return false;
      if (await permits(role.write, sight)) return true;
      // Without a word about inserting, writing the whole document decides.
      if (role.insert === '') return false;
      const values = { before: emptyFields(), after: fields };
      return writesDifference(role.fields, role.additionalFields, values, sight);
    },
    async mayUpdate(sight) {
      if (same(sight.before, sight.after)) return true;
      const role = await roleOf(sight.before);
      return role !== null && writes(role, sight);
    },
    async mayDelete(document) {
      const role = await roleOf(document);
      if (role === null) return false;
      return permits(role.delete === '' ? role.write : role.delete, still(document));
    },
    async seesAll() {
      for (const role of roles) {
        if (looksAtDocuments(role.applyWhen)) return false;
        const nobody = still(emptyFields());
        const { verdict, explain } = await holds(role.applyWhen, nobody);
        note(role.name, explain);
        if (!verdict) continue;
        const texts = [role.read, role.write].filter((text) => text !== '');
        if (texts.some(looksAtDocuments)) return false;
        return readsWhole(role, nobody);
      }
      return false;
    },
  };
}

const NO_RULE: FieldRule = { read: '', write: '', fields: {} };

export const emptyFields = (): Fields => Object.create(null) as Fields;
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A name in a document may be `__proto__`: it is a field like any other. */
export function put(fields: Fields, name: string, value: unknown): void {
  Object.defineProperty(fields, name, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}
const own = (fields: Fields, name: string): unknown =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;
const still = (document: Fields): Sight => ({ before: document, after: document });
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whether an expression may say another thing of another document: a name without a sign does. */
const looksAtDocuments = (text: string): boolean =>
  /%%(?:root|prevRoot|this|prev)\b/.test(text) || /"(?![%$])[^"]*"\s*:/.test(text);
