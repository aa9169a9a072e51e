import { compileExpression } from '../expressions/compile.ts';
import { withVariables } from '../expressions/scope.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { type Document, emptyDocument, isDocument, type Value } from '../values/values.ts';
import { type Run, scopeOf, type Stage, type StageContext } from './stage.ts';

/** `$$ROOT` stays the whole document; fields are those of the document that is looked at. */
export function redact(operand: Value, { known }: StageContext): Stage {
  const verdictOf = compileExpression(operand, known);
  const visit = (document: Document, root: Document, run: Run): Document | undefined => {
    const verdict = verdictOf(withVariables(scopeOf(root, run), [['CURRENT', document]]));
    if (verdict === '$$KEEP') return document;
    if (verdict === '$$PRUNE') return undefined;
    if (verdict !== '$$DESCEND') {
      throw new MongoDBError(
        '$redact must be DESCEND, PRUNE or KEEP: its expression should evaluate to one of them',
        17053,
      );
    }
    const result = emptyDocument();
    for (const key of Object.keys(document)) {
      const kept = inside(document[key] ?? null, root, run);
      if (kept !== undefined) result[key] = kept;
    }
    return result;
  };
  /** Documents in arrays, however deep, are looked at as well. */
  const inside = (value: Value, root: Document, run: Run): Value | undefined => {
    if (isDocument(value)) return visit(value, root, run);
    if (!Array.isArray(value)) return value;
    return value.map((item) => inside(item, root, run)).filter((item) => item !== undefined);
  };
  return (documents, run) =>
    documents
      .map((document) => visit(document, document, run))
      .filter((document) => document !== undefined);
}
