import { compileExpression } from '../expressions/compile.ts';
import type { Known } from '../expressions/scope.ts';
import { addComputed, addPath, emptyNode } from '../query/projection-tree.ts';
import { typeName } from '../values/compare.ts';
import { fieldPath } from '../values/field-path.ts';
import { keepMeta } from '../values/meta.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import {
  type Document,
  emptyDocument,
  isDocument,
  isOperatorObject,
  type Value,
} from '../values/values.ts';
import { scopeOf, type Stage } from './stage.ts';

/** `$addFields` and `$set`. @throws MongoDBError */
export function addFields(name: string, operand: Value, known: Known): Stage {
  if (!isDocument(operand)) {
    throw new MongoDBError(
      `${name} specification stage must be an object, got ${typeName(operand)}`,
      40272,
    );
  }
  const node = emptyNode();
  for (const key of Object.keys(operand)) {
    fieldPath(key);
    for (const [path, value] of fieldsOf(key, operand[key] ?? null)) {
      try {
        addPath(node, fieldPath(path), compileExpression(value, known));
      } catch (error) {
        const isCollision =
          error instanceof MongoDBError && [31249, 31250].includes(error.serverCode ?? 0);
        if (!isCollision) throw error;
        throw new MongoDBError(
          `specification contains two conflicting paths. Cannot specify ${path} twice`,
          40176,
        );
      }
    }
  }
  return (documents, run) =>
    documents.map((document) => {
      const result = Object.assign(emptyDocument(), document);
      addComputed(result, node, scopeOf(document, run));
      return keepMeta(document, result);
    });
}

/** `{a: {b: 1}}` means the same as `{'a.b': 1}`; an empty object is a value. */
function fieldsOf(path: string, value: Value): [string, Value][] {
  if (!isDocument(value) || Object.keys(value).length === 0) return [[path, value]];
  if (isOperatorObject(value)) {
    checkOne(value);
    return [[path, value]];
  }
  return Object.keys(value).flatMap((key) => {
    if (key.includes('.')) {
      throw new MongoDBError(`cannot use dotted field name '${key}' in a sub object`, 40183);
    }
    return fieldsOf(`${path}.${key}`, value[key] ?? null);
  });
}

function checkOne(value: Document): void {
  const names = Object.keys(value);
  if (names.length > 1) {
    throw new MongoDBError(
      `an expression specification must contain exactly one field, the name of the expression. Found ${names.length} fields`,
      40181,
    );
  }
}
