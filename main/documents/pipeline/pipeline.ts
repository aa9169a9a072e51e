import { keyOf } from '../values/compare.ts';
import { evaluate, newScope } from '../expressions/evaluate.ts';
import { spend } from '../values/heap-watch.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { leafValues } from '../values/path.ts';
import { type PipelineNames, STAGES } from './stages.ts';
import {
  type Document,
  emptyDocument,
  expectArray,
  expectDocument,
  expectString,
  isDocument,
  type Maybe,
  onlyField,
  type Value,
  table,
} from '../values/values.ts';

/** How a pipeline reaches other collections, and writes. */
export interface PipelineSources {
  read(collection: string): Document[];
  out(operand: Value, documents: Document[]): void;
  merge(operand: Value, documents: Document[], names: PipelineNames): void;
}

interface Run {
  sources: PipelineSources;
  names: PipelineNames;
}

type SourceStage = (documents: Document[], operand: Value, run: Run) => Document[];

/** Stages that need other collections or pipelines. */
const SOURCE_STAGES: Record<string, SourceStage> = table({
  $lookup: lookup,
  $facet(documents, operand, run) {
    const spec = expectDocument(operand, '$facet');
    const result = emptyDocument();
    for (const name of Object.keys(spec)) {
      result[name] = runStages(documents, expectArray(spec[name], 'a facet'), run);
    }
    return [result];
  },
  $unionWith(documents, operand, run) {
    const spec = isDocument(operand) ? operand : undefined;
    const from = expectString(spec ? spec['coll'] : operand, 'the collection of $unionWith');
    const stages = expectArray(spec?.['pipeline'] ?? [], 'the pipeline of $unionWith');
    return [...documents, ...runStages(run.sources.read(from), stages, run)];
  },
});

/**
 * Runs an aggregation pipeline.
 *
 * @throws MongoDBError that names the stage which is not available.
 */
export function runPipeline(
  documents: Document[],
  pipeline: Value[],
  sources: PipelineSources,
  variables: ReadonlyMap<string, Maybe> = new Map(),
): Document[] {
  const names = { variables, now: new Date() };
  const last = pipeline.at(-1);
  const writes = isDocument(last) && (last['$out'] !== undefined || last['$merge'] !== undefined);
  const result = runStages(documents, writes ? pipeline.slice(0, -1) : pipeline, {
    sources,
    names,
  });
  if (!writes) return result;
  const [name, operand] = onlyField(last, 'a pipeline stage');
  if (name === '$out') sources.out(operand, result);
  else sources.merge(operand, result, names);
  return [];
}

function runStages(documents: Document[], stages: Value[], run: Run): Document[] {
  let current = documents;
  for (const stage of stages) {
    const spec = expectDocument(stage, 'a pipeline stage');
    const [name, operand] = onlyField(spec, 'a pipeline stage');
    const plain = STAGES[name];
    const source = SOURCE_STAGES[name];
    if (plain) current = plain(current, operand, run.names);
    else if (source) current = source(current, operand, run);
    else throw unavailable(name);
  }
  return current;
}

function unavailable(name: string): MongoDBError {
  if (name === '$out' || name === '$merge') {
    return new MongoDBError(`${name} can only be the final stage in the pipeline`);
  }
  return new MongoDBError(`stage <${name}> not available offline`);
}

function lookup(documents: Document[], operand: Value, run: Run): Document[] {
  const spec = expectDocument(operand, '$lookup');
  const as = expectString(spec['as'], "'as' of $lookup");
  const foreign = run.sources.read(expectString(spec['from'], "'from' of $lookup"));
  const candidates = joinOn(spec, foreign);
  const stages = spec['pipeline'];
  const names = expectDocument(spec['let'] ?? emptyDocument(), "'let' of $lookup");
  return documents.map((document) => {
    let joined = candidates(document);
    if (stages !== undefined) {
      const scope = newScope(document, run.names.variables, run.names.now);
      const added = Object.keys(names).map((name): [string, Maybe] => [
        name,
        evaluate(names[name] ?? null, scope),
      ]);
      const variables = new Map([...run.names.variables, ...added]);
      joined = runStages(joined, expectArray(stages, 'the pipeline of $lookup'), {
        sources: run.sources,
        names: { variables, now: run.names.now },
      });
    }
    spend(256 + joined.length * 8);
    return Object.assign(emptyDocument(), document, { [as]: joined });
  });
}

/** Which foreign documents belong to one of ours: all where no fields are named. */
function joinOn(spec: Document, foreign: Document[]): (document: Document) => Document[] {
  if (spec['localField'] === undefined && spec['foreignField'] === undefined) return () => foreign;
  const local = expectString(spec['localField'], "'localField' of $lookup");
  const theirs = expectString(spec['foreignField'], "'foreignField' of $lookup");
  const byKey = new Map<string, Set<number>>();
  for (const [at, document] of foreign.entries()) {
    for (const key of joinKeys(document, theirs)) {
      const places = byKey.get(key) ?? new Set();
      byKey.set(key, places.add(at));
    }
  }
  return (document) => {
    const places = new Set(joinKeys(document, local).flatMap((key) => [...(byKey.get(key) ?? [])]));
    return foreign.filter((_, at) => places.has(at));
  };
}

/** A field that is not there joins with null. */
function joinKeys(document: Document, path: string): string[] {
  const values = leafValues(document, path);
  return (values.length === 0 ? [null] : values).map((value) => keyOf(value));
}
