import { compileExpression, EXPRESSION_NAMES } from '../expressions/compile.ts';
import { fieldPath } from '../values/field-path.ts';
import { absentExpression } from '../values/absent.ts';
import { type Known, newScope, NO_NAMES, type Scope } from '../expressions/scope.ts';
import { keepMeta, metaOf } from '../values/meta.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import {
  type Document,
  isDocument,
  isNum,
  isOperatorObject,
  isTruthy,
  type Value,
} from '../values/values.ts';
import type { Places } from './match.ts';
import { type Cut, cutArray, elementOf, positionalCut, sliceCut } from './projection-cuts.ts';
import { addComputed, addPath, emptyNode, exclude, include, type Node } from './projection-tree.ts';

/** What stays of a document. `places` tells the positional `$` where the query matched. */
export type Projection = (document: Document, scope?: Scope, places?: Places) => Document;

type Kind = 'include' | 'exclude';

interface Plan {
  kind: Kind | undefined;
  node: Node;
  /** What the `_id` itself is asked for, which may differ from the rest. */
  id: boolean | undefined;
  cuts: { path: string; parts: string[]; cut: Cut }[];
  elements: { path: string; pick: ReturnType<typeof elementOf> }[];
  /** `$meta`, which keeps or leaves out nothing else. */
  metas: { parts: string[]; expression: Document }[];
  positional: boolean;
}

/** `$slice`, `$elemMatch` and `field.$` mean something of their own in find. */
export function compileFindProjection(spec: Document): Projection {
  return Object.keys(spec).length === 0 ? (document) => document : compile(spec, true, NO_NAMES);
}

/** The `$project` of a pipeline. @throws MongoDBError */
export function compileProjection(spec: Document, known: Known = NO_NAMES): Projection {
  if (Object.keys(spec).length === 0) {
    throw new MongoDBError(
      'Invalid $project :: caused by :: projection specification must have at least one field',
      51272,
    );
  }
  return compile(spec, false, known);
}

function compile(spec: Document, inFind: boolean, known: Known): Projection {
  const plan: Plan = {
    kind: undefined,
    node: emptyNode(),
    id: undefined,
    cuts: [],
    elements: [],
    metas: [],
    positional: false,
  };
  const entries = flatEntries(spec);
  plan.kind = kindOf(entries, inFind);
  for (const [path, value] of entries) planField(plan, path, value, inFind, known);
  const kind = plan.kind ?? kindByRest(plan);
  finish(plan, kind, known);
  return (document, scope, places) => {
    const result = (kind === 'include' ? include : exclude)(document, plan.node);
    for (const { parts, cut } of plan.cuts) cutArray(result, parts, cut, places);
    for (const { path, pick } of plan.elements) {
      const found = pick(document[path]);
      if (found === undefined) delete result[path];
      else result[path] = found;
    }
    addComputed(
      result,
      plan.node,
      scope ?? newScope(document, undefined, undefined, metaOf(document)),
    );
    return keepMeta(document, result);
  };
}

/** `{a: {b: 1}}` means the same as `{'a.b': 1}`. */
export function flatEntries(spec: Document, prefix = ''): [string, Value][] {
  return Object.keys(spec).flatMap((key): [string, Value][] => {
    const value = spec[key] ?? null;
    const path = prefix + key;
    // Beside another field, an operator is taken for a field that is called so.
    const isOne = isOperatorObject(value) && Object.keys(value).length === 1;
    if (!isDocument(value) || isOne) return [[path, value]];
    if (Object.keys(value).length === 0) {
      throw new MongoDBError(
        `An empty sub-projection is not a valid value. Found empty object at path ${path}`,
        51270,
      );
    }
    return flatEntries(value, `${path}.`);
  });
}

const isFlag = (value: Value): boolean => isNum(value) || typeof value === 'boolean';

/** The first field that says so decides; the `_id` does not, nor what only cuts arrays. */
function kindOf(entries: readonly [string, Value][], inFind: boolean): Kind | undefined {
  for (const [path, value] of entries) {
    if (path === '_id' && isFlag(value)) continue;
    if (isFlag(value)) return isTruthy(value) ? 'include' : 'exclude';
    if (!(inFind && isOperatorObject(value) && isNeutral(value))) return 'include';
  }
  return undefined;
}

function isNeutral(value: Document): boolean {
  const { $slice: slice, $elemMatch: element, $meta: meta } = value;
  const isCut = slice !== undefined && (!Array.isArray(slice) || isNum(slice[0]));
  return isCut || element !== undefined || meta !== undefined;
}

/** Where only the `_id` and cuts are named: elements are all that is asked for, slices are not. */
function kindByRest({ id, elements, cuts, metas }: Plan): Kind {
  if (elements.length > 0 && cuts.length === 0 && metas.length === 0) return 'include';
  return id === true && cuts.length === 0 && metas.length === 0 ? 'include' : 'exclude';
}

function planField(plan: Plan, path: string, value: Value, inFind: boolean, known: Known): void {
  if (path.endsWith('.$') || path.includes('.$.')) {
    planPositional(plan, path, inFind);
    return;
  }
  if (inFind && isOperatorObject(value) && planCut(plan, path, value)) return;
  const parts = fieldPath(path);
  if (path === '_id' && isFlag(value)) {
    plan.id = isTruthy(value);
    return;
  }
  if (!isFlag(value)) {
    if (plan.kind === 'exclude') {
      throw new MongoDBError(
        `Invalid $project :: caused by :: Cannot use an expression ${path} in an exclusion projection`,
        isDocument(value) ? 31252 : 31310,
      );
    }
    checkKnown(value, path);
    addPath(plan.node, parts, compileExpression(value, known));
    return;
  }
  if (isTruthy(value) !== (plan.kind === 'include')) {
    throw plan.kind === 'include'
      ? new MongoDBError(`Cannot do exclusion on field ${path} in inclusion projection`, 31254)
      : new MongoDBError(`Cannot do inclusion on field ${path} in exclusion projection`, 31253);
  }
  addPath(plan.node, parts);
}

function planPositional(plan: Plan, path: string, inFind: boolean): void {
  if (!inFind) {
    throw new MongoDBError('Cannot use positional projection in aggregation projection', 31324);
  }
  if (!path.endsWith('.$') || path.includes('.$.')) {
    throw new MongoDBError(
      "As of 4.4, it's illegal to specify positional operator in the middle of a path. Positional projection may only be used at the end, for example: a.b.$",
      31394,
    );
  }
  if (plan.positional) {
    throw new MongoDBError('Cannot specify more than one positional projection per query.', 31276);
  }
  if (plan.elements.length > 0) throw bothAtOnce();
  if (plan.kind === 'exclude') {
    throw new MongoDBError('positional projection cannot be used with exclusion', 31395);
  }
  plan.positional = true;
  const array = path.slice(0, -2);
  const parts = fieldPath(array);
  addPath(plan.node, parts);
  plan.cuts.push({ path: array, parts, cut: positionalCut(array) });
}

function bothAtOnce(): MongoDBError {
  return new MongoDBError('Cannot specify positional operator and $elemMatch.', 31256);
}

/** @returns false for an operator of expressions. */
function planCut(plan: Plan, path: string, value: Document): boolean {
  const { $slice: slice, $elemMatch: element, $meta: meta } = value;
  if (element !== undefined) {
    if (plan.positional) throw bothAtOnce();
    plan.elements.push({ path, pick: elementOf(element, path) });
    return true;
  }
  if (meta !== undefined) {
    plan.metas.push({ parts: fieldPath(path), expression: value });
    return true;
  }
  const cut = slice === undefined ? undefined : sliceCut(slice);
  if (!cut) return false;
  plan.cuts.push({ path, parts: fieldPath(path), cut });
  return true;
}

/** Adds the `_id`, which is there unless it is left out, and what is cut, which is there too. */
function finish(plan: Plan, kind: Kind, known: Known): void {
  const { node } = plan;
  const isNamed = node.children.has('_id') || node.computed.has('_id') || node.projected.has('_id');
  if (kind === 'include') {
    if (plan.id !== false && !isNamed) node.projected.add('_id');
    for (const { parts } of plan.cuts) includeCut(node, parts);
  } else if (plan.id === false) {
    node.projected.add('_id');
  }
  for (const { parts, expression } of plan.metas) {
    addPath(node, parts, compileExpression(expression, known));
  }
}

function includeCut(node: Node, parts: readonly string[]): void {
  try {
    addPath(node, parts);
  } catch (error) {
    // It is included already: by itself, by what it is in, or by its own fields.
    if (!(error instanceof MongoDBError)) throw error;
  }
}

/** Operators of queries are expressions that are none; others are unknown to a projection. */
function checkKnown(value: Value, path: string): void {
  const [name = ''] = isOperatorObject(value) ? Object.keys(value) : [];
  if (name === '' || EXPRESSION_NAMES.has(name) || name === '$elemMatch') return;
  if (absentExpression(name) !== undefined) return;
  throw new MongoDBError(
    `Invalid projection :: caused by :: Unknown expression ${name}: ${path}`,
    31325,
  );
}
