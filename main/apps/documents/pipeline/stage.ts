import { type Known, newScope, type Scope } from '../expressions/scope.ts';
import { fieldPath } from '../values/field-path.ts';
import { typeName } from '../values/compare.ts';
import { metaOf } from '../values/meta.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { type Document, isDocument, type Maybe, type Value } from '../values/values.ts';

/** What names in expressions of a pipeline stand for, beside the document. */
export interface PipelineNames {
  variables: ReadonlyMap<string, Maybe>;
  now: Date;
}

/** What a running pipeline reaches: its names, and other collections of the database. */
export interface Run extends PipelineNames {
  read(collection: string): Document[];
}

/** Documents in, documents out; what comes in is not changed. */
export type Stage = (documents: Document[], run: Run) => Document[];

/** What a stage may use while it is read. */
export interface StageContext {
  /** Names of variables. */
  known: Known;
  /** The stage around, whose pipeline this is. */
  inside?: '$facet' | '$lookup' | '$unionWith' | undefined;
  /** Whether it is the first stage. */
  isFirst: boolean;
  /** Reads a pipeline inside of a stage. */
  pipeline(stages: Value, inside: '$facet' | '$lookup' | '$unionWith', known: Known): Stage;
}

/**
 * Reads the operand of a stage, and refuses it as the server does, whether there are documents or not.
 *
 * @throws MongoDBError
 */
export type StageCompiler = (operand: Value, context: StageContext) => Stage;

export const scopeOf = (document: Document, names: PipelineNames): Scope =>
  newScope(document, names.variables, names.now, metaOf(document));

/** Keys that the operand of a stage may have, with the codes of the server for all else. */
export interface StageShape {
  needed?: readonly string[];
  optional?: readonly string[];
  codes: { object: number; unknown: number; missing: number };
}

/** @throws MongoDBError */
export function readStage(name: string, operand: Value, shape: StageShape): Document {
  const { needed = [], optional = [], codes } = shape;
  if (!isDocument(operand)) {
    throw new MongoDBError(
      `the ${name} stage specification must be an object, found ${typeName(operand)}`,
      codes.object,
    );
  }
  const unknown = Object.keys(operand).find(
    (key) => !needed.includes(key) && !optional.includes(key),
  );
  if (unknown !== undefined) {
    throw new MongoDBError(`unrecognized option to ${name}: ${unknown}`, codes.unknown);
  }
  const missing = needed.find((key) => operand[key] === undefined);
  if (missing !== undefined) {
    throw new MongoDBError(`${name} requires '${missing}' to be specified`, codes.missing);
  }
  return operand;
}

/** Paths in `partitionByFields`. @throws MongoDBError */
export function fieldPaths(names: Value, name: string): string[][] {
  const list = Array.isArray(names) ? names : [null];
  return list.map((path) => {
    if (typeof path === 'string') return fieldPath(path);
    throw new MongoDBError(`${name} must be an array of strings`, 14);
  });
}
