import { compileExpression } from '../expressions/compile.ts';
import { fieldPath } from '../values/field-path.ts';
import { compareBySort, readSort } from '../values/sort.ts';
import { nearOf } from '../query/geo-tests.ts';
import { compileQueryFor } from '../query/match.ts';
import { compileProjection } from '../query/projection.ts';
import { addPath, emptyNode } from '../query/projection-tree.ts';
import { typeName } from '../values/compare.ts';
import { keepMeta } from '../values/meta.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { asNumber, exactWholeOf, numberOf } from '../values/numbers.ts';
import { unsetPath } from '../values/path.ts';
import {
  cloneValue,
  type Document,
  documentOf,
  emptyDocument,
  isDocument,
  isNum,
  table,
  type Value,
} from '../values/values.ts';
import { addFields } from './add-fields.ts';
import { bucket, bucketAuto } from './buckets.ts';
import { densify } from './densify.ts';
import { fill } from './fill.ts';
import { geoNear } from './geo-near.ts';
import { group, sortByCount } from './group.ts';
import { graphLookup } from './graph-lookup.ts';
import { facet, lookup, unionWith } from './joins.ts';
import { redact } from './redact.ts';
import { readStage, scopeOf, type Stage, type StageCompiler } from './stage.ts';
import { unwind } from './unwind.ts';
import { setWindowFields } from './windows.ts';

/** All stages but `$out` and `$merge`, which write. */
export const STAGES: Readonly<Record<string, StageCompiler>> = table<StageCompiler>({
  $match(operand, { known, isFirst }) {
    if (!isDocument(operand)) {
      throw new MongoDBError('the match filter must be an expression in an object', 15959);
    }
    if (nearOf(operand)) {
      throw new MongoDBError(
        '$geoNear, $near, and $nearSphere are not allowed in this context',
        5626500,
      );
    }
    if (operand['$text'] !== undefined && !isFirst) {
      throw new MongoDBError(
        '$match with $text is only allowed as the first pipeline stage',
        17313,
      );
    }
    const matcher = compileQueryFor(operand, known);
    return (documents, run) =>
      documents.filter((document) => matcher(document, run.variables, run.now));
  },
  $project(operand, { known }) {
    if (!isDocument(operand))
      throw new MongoDBError('$project specification must be an object', 15969);
    const project = compileProjection(operand, known);
    return (documents, run) =>
      documents.map((document) => project(document, scopeOf(document, run)));
  },
  $addFields: (operand, context) => addFields('$addFields', operand, context.known),
  $set: (operand, context) => addFields('$set', operand, context.known),
  $unset: unset,
  $replaceRoot(operand, { known }) {
    const codes = { object: 40229, unknown: 40415, missing: 40414 };
    const spec = readStage('$replaceRoot', operand, { needed: ['newRoot'], codes });
    return replaceRoot(spec['newRoot'] ?? null, known, "'newRoot' expression");
  },
  $replaceWith: (operand, { known }) => replaceRoot(operand, known, "'replacement document'"),
  $sort(operand) {
    if (!isDocument(operand)) {
      throw new MongoDBError('the $sort key specification must be an object', 15973);
    }
    if (Object.keys(operand).length === 0) {
      throw new MongoDBError('$sort stage must have at least one sort key', 15976);
    }
    const compare = compareBySort(readSort(operand));
    return (documents) => documents.toSorted(compare);
  },
  $limit(operand) {
    const limit = wholeOperand(operand, '$limit', 5107201);
    if (limit === 0) throw new MongoDBError('the limit must be positive', 15958);
    return (documents) => documents.slice(0, limit);
  },
  $skip(operand) {
    const skip = wholeOperand(operand, '$skip', 5107200);
    return (documents) => documents.slice(skip);
  },
  $count(operand) {
    const name = countName(operand);
    return (documents) =>
      documents.length === 0 ? [] : [documentOf({ [name]: numberOf(documents.length) })];
  },
  $sample: sample,
  $unwind: unwind,
  $group: group,
  $sortByCount: sortByCount,
  $bucket: bucket,
  $bucketAuto: bucketAuto,
  $redact: redact,
  $lookup: lookup,
  $graphLookup: graphLookup,
  $facet: facet,
  $unionWith: unionWith,
  $geoNear: geoNear,
  $setWindowFields: setWindowFields,
  $densify: densify,
  $fill: fill,
  $documents(operand, { known, isFirst }) {
    if (!isFirst) throw new MongoDBError('$documents must be the first stage in a pipeline', 40602);
    const compute = compileExpression(operand, known);
    return (_, run) => {
      const list = compute(scopeOf(emptyDocument(), run));
      if (!Array.isArray(list) || !list.every((item) => isDocument(item))) {
        throw new MongoDBError('$documents must evaluate to an array of objects', 5858203);
      }
      return list;
    };
  },
});

function unset(operand: Value): Stage {
  const list = typeof operand === 'string' ? [operand] : operand;
  if (!Array.isArray(list)) {
    throw new MongoDBError('$unset specification must be a string or an array', 31002);
  }
  if (list.length === 0) {
    throw new MongoDBError(
      '$unset specification must be a string or an array with at least one field',
      31119,
    );
  }
  const node = emptyNode();
  const paths = list.map((path) => {
    if (typeof path !== 'string') {
      throw new MongoDBError(
        '$unset specification must be a string or an array containing only string values',
        31120,
      );
    }
    const parts = fieldPath(path);
    addPath(node, parts);
    return parts;
  });
  return (documents) =>
    documents.map((document) => {
      const result = cloneValue(document);
      for (const parts of paths) unsetPath(result, parts);
      return keepMeta(document, result);
    });
}

function replaceRoot(expression: Value, known: ReadonlySet<string>, what: string): Stage {
  const compute = compileExpression(expression, known);
  return (documents, run) =>
    documents.map((document) => {
      const root = compute(scopeOf(document, run));
      if (!isDocument(root)) {
        throw new MongoDBError(
          `${what} must evaluate to an object, but resulting value was of type ${typeName(root)}`,
          40228,
        );
      }
      return keepMeta(document, Object.assign(emptyDocument(), root));
    });
}

/** `$limit` and `$skip`: whole numbers of 64 bits that are not negative. */
function wholeOperand(operand: Value, name: string, code: number): number {
  const whole = exactWholeOf(operand);
  if (!isNum(operand)) {
    throw new MongoDBError(
      `invalid argument to ${name} stage: Expected a number in: ${name}: ${typeName(operand)}`,
      code,
    );
  }
  if (whole === undefined || whole >= 2n ** 63n) {
    throw new MongoDBError(
      `invalid argument to ${name} stage: Expected an integer: ${name}: ${operand.toString()}`,
      code,
    );
  }
  if (whole < 0n) {
    throw new MongoDBError(
      `invalid argument to ${name} stage: Expected a non-negative number in: ${name}: ${whole}`,
      code,
    );
  }
  return Number(whole);
}

function countName(operand: Value): string {
  if (typeof operand !== 'string') {
    throw new MongoDBError('the count field must be a non-empty string', 40156);
  }
  if (operand === '') throw new MongoDBError('the count field must be a non-empty string', 40157);
  if (operand.startsWith('$')) {
    throw new MongoDBError('the count field cannot be a $-prefixed path', 40158);
  }
  if (operand.includes('\0')) {
    throw new MongoDBError('the count field cannot contain a null byte', 40159);
  }
  if (operand.includes('.')) {
    throw new MongoDBError("the count field cannot contain '.'", 40160);
  }
  if (operand === '_id') throw new MongoDBError('the count field cannot be _id', 9039800);
  return operand;
}

function sample(operand: Value): Stage {
  const codes = { object: 28745, unknown: 28748, missing: 28749 };
  const { size } = readStage('$sample', operand, { needed: ['size'], codes });
  if (!isNum(size)) throw new MongoDBError('size argument to $sample must be a number', 28746);
  const count = Math.trunc(asNumber(size));
  if (!(count > 0)) throw new MongoDBError('size argument to $sample must be positive', 28747);
  return (documents) => {
    const pool = [...documents];
    const picked: Document[] = [];
    while (picked.length < count && pool.length > 0) {
      const at = Math.floor(Math.random() * pool.length);
      const document = pool[at];
      const last = pool.pop();
      if (last && at < pool.length) pool[at] = last;
      if (document) picked.push(document);
    }
    return picked;
  };
}
