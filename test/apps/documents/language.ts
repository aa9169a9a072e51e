import { EJSON } from 'bson';
import { compileExpression } from '../../../main/apps/documents/expressions/compile.ts';
import { newScope } from '../../../main/apps/documents/expressions/scope.ts';
import { compilePipeline } from '../../../main/apps/documents/pipeline/pipeline.ts';
import { compileFindProjection } from '../../../main/apps/documents/query/projection.ts';
import { compileQuery, type Places } from '../../../main/apps/documents/query/match.ts';
import { parseDocument, parseEjson, toEjson } from '../../../main/apps/documents/values/ejson.ts';
import { type Document, type Value } from '../../../main/apps/documents/values/values.ts';
import { compileUpdate } from '../../../main/apps/documents/writes/update.ts';

// The language of documents without the store: pure functions, in this process.

/** A value of a test as the store has it: plain numbers are int32 where they fit, double otherwise. */
export function valueOf(value: unknown): Value {
  return parseEjson(EJSON.stringify(value, { relaxed: false }));
}

const documentOf = (value: object): Document =>
  parseDocument(EJSON.stringify(value, { relaxed: false }));

/** Values as a test writes them; `canonical` tells the types of numbers apart. */
export const plainOf = (value: Value): unknown => EJSON.parse(toEjson(value), { relaxed: true });

/** What an expression gives for one document; undefined for a field that is not there. */
export function evaluated(expression: unknown, document: object = {}): unknown {
  const result = compileExpression(valueOf(expression))(newScope(documentOf(document)));
  return result === undefined ? undefined : plainOf(result);
}

/** The same with the types of numbers: `{"$numberInt":"1"}`. */
export function canonical(expression: unknown, document: object = {}): string | undefined {
  const result = compileExpression(valueOf(expression))(newScope(documentOf(document)));
  return result === undefined ? undefined : toEjson(result);
}

/** The number of the server's error, or what came instead of one. */
export function codeOf(work: () => unknown): number | string {
  try {
    return `no error: ${JSON.stringify(work())}`;
  } catch (error) {
    if (error instanceof Error && 'serverCode' in error && typeof error.serverCode === 'number') {
      return error.serverCode;
    }
    return String(error);
  }
}

/** The code an expression is refused with, read or computed. */
export const refusal = (expression: unknown, document: object = {}): number | string =>
  codeOf(() => evaluated(expression, document));

/** What a pipeline makes of some documents. `others` are the collections of its joins. */
export function piped(
  pipeline: readonly unknown[],
  documents: readonly object[],
  others: Record<string, readonly object[]> = {},
): unknown {
  return pipedValues(pipeline, documents, others).map(plainOf);
}

/** The same with the types of numbers. */
export function pipedText(pipeline: readonly unknown[], documents: readonly object[]): string[] {
  return pipedValues(pipeline, documents).map(toEjson);
}

function pipedValues(
  pipeline: readonly unknown[],
  documents: readonly object[],
  others: Record<string, readonly object[]> = {},
): Document[] {
  return compilePipeline(valueOf(pipeline)).run(documents.map(documentOf), {
    variables: new Map(),
    now: new Date(),
    read: (collection) => (others[collection] ?? []).map(documentOf),
  });
}

/** The code a pipeline is refused with, whether there are documents or not. */
export const pipelineRefusal = (
  pipeline: readonly unknown[],
  documents: readonly object[] = [],
): number | string => codeOf(() => piped(pipeline, documents));

/** The `_id`s of the documents that a query finds. */
export function found(query: object, documents: readonly object[]): unknown[] {
  const matches = compileQuery(documentOf(query));
  return documents
    .map(documentOf)
    .filter((document) => matches(document))
    .map((document) => plainOf(document['_id'] ?? null));
}

/** What find gives of a document. */
export function projected(projection: object, document: object, query: object = {}): unknown {
  const own = documentOf(document);
  const places: Places = new Map();
  compileQuery(documentOf(query))(own, places);
  return plainOf(compileFindProjection(documentOf(projection))(own, undefined, places));
}

/** What an update makes of a document. */
export function updated(update: unknown, document: object, query: object = {}): unknown {
  const own = documentOf(document);
  const places: Places = new Map();
  compileQuery(documentOf(query))(own, places);
  return plainOf(compileUpdate(valueOf(update), undefined)(own, { places, inserting: false }));
}
