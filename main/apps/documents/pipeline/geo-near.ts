import { Double } from 'bson';
import { fieldPath } from '../values/field-path.ts';
import {
  distanceIn,
  distanceOption,
  legacyMeasure,
  type Near,
  onEarth,
  storedShape,
} from '../query/geo-tests.ts';
import { pointOf } from '../query/geometry.ts';
import { compileQueryFor } from '../query/match.ts';
import { addMeta, keepMeta } from '../values/meta.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { asNumber } from '../values/numbers.ts';
import { expressionPath } from '../values/path.ts';
import {
  type Document,
  isDocument,
  isNum,
  isTruthy,
  type Maybe,
  type Value,
} from '../values/values.ts';
import { readStage, type Stage, type StageContext } from './stage.ts';
import { withValue } from './unwind.ts';

const SHAPE = {
  optional: [
    'near',
    'distanceField',
    'spherical',
    'maxDistance',
    'minDistance',
    'query',
    'distanceMultiplier',
    'includeLocs',
    'key',
    'limit',
    'num',
    'uniqueDocs',
  ],
  codes: { object: 10065, unknown: 40415, missing: 40414 },
};

/** Documents by their distance, the nearest first. There is no index: all are looked at. */
export function geoNear(operand: Value, { known, isFirst }: StageContext): Stage {
  if (!isFirst) throw new MongoDBError('$geoNear was not the first stage in the pipeline', 40603);
  const spec = readStage('$geoNear', operand, SHAPE);
  const near = readNear(spec);
  const distancePath = pathOption(spec['distanceField'], 'distanceField', 16606);
  const locsPath = pathOption(spec['includeLocs'], 'includeLocs', 16607);
  const query = spec['query'];
  if (query !== undefined && !isDocument(query)) {
    throw new MongoDBError('the query of $geoNear must be an object', 14);
  }
  const matcher = query && compileQueryFor(query, known);
  const factor = isNum(spec['distanceMultiplier']) ? asNumber(spec['distanceMultiplier']) : 1;
  return (documents, run) =>
    documents
      .filter((document) => !matcher || matcher(document, run.variables, run.now))
      .map((document) => {
        const path = near.path === '' ? placeIn(document) : near.path;
        const distance = path === undefined ? undefined : distanceIn(document, { ...near, path });
        return { document, path, distance };
      })
      .filter((row) => row.distance !== undefined)
      .toSorted((a, b) => (a.distance ?? 0) - (b.distance ?? 0))
      .map(({ document, path = '', distance = 0 }) => {
        const shown = new Double(distance * factor);
        let result: Document = distancePath
          ? withValue(document, distancePath, shown)
          : { ...document };
        const place = expressionPath(document, path.split('.'));
        if (locsPath && place !== undefined) result = withValue(result, locsPath, place);
        result = Object.assign(Object.create(null) as Document, result);
        keepMeta(document, result);
        addMeta(result, 'geoNearDistance', shown);
        addMeta(result, 'geoNearPoint', place);
        return result;
      });
}

function pathOption(value: Maybe, name: string, code: number): string[] | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string')
    throw new MongoDBError(`$geoNear requires that '${name}' is a string`, code);
  return fieldPath(value);
}

function readNear(spec: Document): Near {
  const { near, key = '' } = spec;
  if (near === undefined) throw new MongoDBError('$geoNear requires a near argument', 5860400);
  if (!isDocument(near) && !Array.isArray(near)) {
    throw new MongoDBError('$geoNear requires near argument to be an object or array', 5860401);
  }
  if (typeof key !== 'string')
    throw new MongoDBError('$geoNear parameter key must be of type string', 14);
  const isJson = isDocument(near) && near['type'] !== undefined;
  const name = isTruthy(spec['spherical']) ? '$nearSphere' : '$near';
  const measure = isJson ? onEarth(near) : legacyMeasure(name, near);
  const most =
    spec['maxDistance'] === undefined
      ? Infinity
      : distanceOption(spec['maxDistance'], 'maxDistance');
  const least =
    spec['minDistance'] === undefined ? 0 : distanceOption(spec['minDistance'], 'minDistance');
  return {
    path: key,
    distance(value) {
      const shape = storedShape(value);
      const distance = shape && measure(shape);
      return distance !== undefined && distance >= least && distance <= most ? distance : undefined;
    },
  };
}

/** The field that an index would be on: without `key`, the first that holds a place. */
function placeIn(document: Document): string | undefined {
  return Object.keys(document).find((key) => {
    const value = document[key];
    return pointOf(value) !== undefined || storedShape(value) !== undefined;
  });
}
