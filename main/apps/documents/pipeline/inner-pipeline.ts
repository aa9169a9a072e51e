import type { Known } from '../expressions/scope.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { type Document, isDocument, type Value } from '../values/values.ts';
import { compilePipeline } from './pipeline.ts';
import type { PipelineNames } from './stage.ts';

const ALLOWED = new Set([
  '$addFields',
  '$set',
  '$unset',
  '$project',
  '$replaceRoot',
  '$replaceWith',
]);

/** A pipeline that changes one document: of an update, or of what `$merge` finds. @throws MongoDBError */
export function compileChange(
  pipeline: Value,
  known: Known,
): (document: Document, names: PipelineNames) => Document {
  for (const stage of Array.isArray(pipeline) ? pipeline : []) {
    const [name = ''] = isDocument(stage) ? Object.keys(stage) : [];
    if (!ALLOWED.has(name)) {
      throw new MongoDBError(`${name} is not allowed to be used within an update`, 72);
    }
  }
  const { run } = compilePipeline(pipeline, { known });
  return (document, names) => run([document], { ...names, read: () => [] })[0] ?? document;
}
