import { type Known, NO_NAMES } from '../expressions/scope.ts';
import { absentStage } from '../values/absent.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { isDocument, type Value } from '../values/values.ts';
import type { Stage, StageContext } from './stage.ts';
import { STAGES } from './stages.ts';

const MAX_STAGES = 1000;
const WRITES = new Set(['$out', '$merge']);
/** Stages that may not stand in the pipelines of `$facet`. */
const NOT_IN_FACETS = new Set([
  '$facet',
  '$out',
  '$merge',
  '$geoNear',
  '$documents',
  '$indexStats',
  '$collStats',
  '$planCacheStats',
]);

/** The stage that ends a pipeline by writing. */
export interface Writing {
  name: '$out' | '$merge';
  operand: Value;
}

interface Options {
  inside?: StageContext['inside'] | undefined;
  known?: Known;
}

/**
 * Reads a pipeline: whatever is wrong with one of its stages is told before anything runs.
 *
 * @throws MongoDBError that names the stage which is unknown or not available.
 */
export function compilePipeline(
  pipeline: Value,
  options: Options = {},
): { run: Stage; writing: Writing | undefined } {
  const stages = listOf(pipeline, options.inside);
  const last = stages.at(-1);
  const writing = isWriting(last, options.inside);
  const plain = writing ? stages.slice(0, -1) : stages;
  const compiled = plain.map(({ name, operand }, i) =>
    compileStage(name, operand, i === 0, options),
  );
  return {
    writing,
    run: (documents, run) => compiled.reduce((current, stage) => stage(current, run), documents),
  };
}

function isWriting(
  last: { name: string; operand: Value } | undefined,
  inside: StageContext['inside'],
): Writing | undefined {
  if (!last || inside !== undefined) return undefined;
  return last.name === '$out' || last.name === '$merge'
    ? { name: last.name, operand: last.operand }
    : undefined;
}

function listOf(
  pipeline: Value,
  inside: StageContext['inside'],
): { name: string; operand: Value }[] {
  if (!Array.isArray(pipeline)) {
    throw new MongoDBError(
      "A pipeline must be an array of stages: 'pipeline' option must be specified as an array",
      14,
    );
  }
  if (pipeline.length > MAX_STAGES) {
    throw new MongoDBError(`Pipeline length must be no longer than ${MAX_STAGES} stages`, 7749501);
  }
  return pipeline.map((stage) => {
    if (!isDocument(stage)) {
      throw new MongoDBError(
        "Each element of the 'pipeline' array must be an object",
        inside === '$facet' ? 40171 : 14,
      );
    }
    const [name = '', ...others] = Object.keys(stage);
    if (name === '' || others.length > 0) {
      throw new MongoDBError(
        'A pipeline stage specification object must contain exactly one field.',
        40323,
      );
    }
    checkPlace(name, inside);
    return { name, operand: stage[name] ?? null };
  });
}

function checkPlace(name: string, inside: StageContext['inside']): void {
  if (inside === '$facet' && NOT_IN_FACETS.has(name)) {
    throw new MongoDBError(`${name} is not allowed to be used within a $facet stage`, 40600);
  }
  if (inside !== undefined && WRITES.has(name)) {
    throw new MongoDBError(
      `${name} is not allowed within a ${inside}'s sub-pipeline`,
      inside === '$lookup' ? 51047 : 31441,
    );
  }
}

function compileStage(name: string, operand: Value, isFirst: boolean, options: Options): Stage {
  const { inside, known = NO_NAMES } = options;
  const compile = STAGES[name];
  if (compile) {
    return compile(operand, {
      known,
      inside,
      isFirst,
      pipeline: (stages, within, names) =>
        compilePipeline(stages, { inside: within, known: names }).run,
    });
  }
  if (WRITES.has(name)) {
    throw new MongoDBError(`${name} can only be the final stage in the pipeline`, 40601);
  }
  const absent = absentStage(name);
  if (absent !== undefined) throw new MongoDBError(absent);
  throw new MongoDBError(`Unrecognized pipeline stage name: '${name}'`, 40324);
}
