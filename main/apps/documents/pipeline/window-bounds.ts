import { addTo, type Unit, unitOf } from '../expressions/dates/spans.ts';
import { fixedZone } from '../expressions/dates/time-zones.ts';
import { typeName } from '../values/compare.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { asNumber, int32Of } from '../values/numbers.ts';
import { expressionPath } from '../values/path.ts';
import { type Document, isDocument, isNum, type Maybe, type Value } from '../values/values.ts';

export interface Partition {
  /** Sorted. */
  documents: readonly Document[];
  sortBy: Document | undefined;
}

/** From the first to the last document of a window, as places in the partition. */
export type Bounds = (partition: Partition, at: number) => readonly [number, number];

const MISTAKE = 9;

export const wholePartition: Bounds = ({ documents }) => [0, documents.length - 1];

/** Reads `{documents: […]}` or `{range: […], unit}`. @throws MongoDBError */
export function readWindow(window: Value, sortBy: Document | undefined): Bounds {
  if (!isDocument(window)) throw new MongoDBError("'window' field must be an object", MISTAKE);
  const unknown = Object.keys(window).find((key) => !['documents', 'range', 'unit'].includes(key));
  if (unknown !== undefined) {
    throw new MongoDBError(`'window' field contains an unknown argument: ${unknown}`, MISTAKE);
  }
  const { documents, range, unit } = window;
  if (documents !== undefined && range !== undefined) {
    throw new MongoDBError(
      "Window bounds can specify either 'documents' or 'range', not both.",
      MISTAKE,
    );
  }
  if (documents !== undefined) {
    if (unit !== undefined)
      throw new MongoDBError("'unit' is only allowed with range-based bounds", MISTAKE);
    return byPlace(documents, sortBy);
  }
  if (range === undefined) return wholePartition;
  return byValue(range, sortBy, unit === undefined ? undefined : unitOf(unit, '$setWindowFields'));
}

type Bound = 'unbounded' | 'current' | number;

function pairOf(value: Value, read: (bound: Value) => Bound): [Bound, Bound] {
  if (!Array.isArray(value) || value.length !== 2) {
    throw new MongoDBError(`Window bounds must be a 2-element array: ${typeName(value)}`, MISTAKE);
  }
  const [lower, upper] = value.map((bound) =>
    bound === 'unbounded' || bound === 'current' ? bound : read(bound),
  );
  const [low, high] = [lower ?? 'unbounded', upper ?? 'unbounded'];
  const [from, to] = [low === 'current' ? 0 : low, high === 'current' ? 0 : high];
  if (typeof from === 'number' && typeof to === 'number' && from > to) {
    throw new MongoDBError(`Lower bound must not exceed upper bound: ${from}, ${to}`, 5339900);
  }
  return [low, high];
}

function byPlace(value: Value, sortBy: Document | undefined): Bounds {
  const [lower, upper] = pairOf(value, (bound) => {
    const whole = int32Of(bound);
    if (whole === undefined)
      throw new MongoDBError('Numeric document-based bounds must be an integer', MISTAKE);
    return whole;
  });
  if (!sortBy && (lower !== 'unbounded' || upper !== 'unbounded')) {
    throw new MongoDBError("Document-based bounds require a 'sortBy'", 5339901);
  }
  return ({ documents }, at) => [
    lower === 'unbounded' ? 0 : at + (lower === 'current' ? 0 : lower),
    upper === 'unbounded' ? documents.length - 1 : at + (upper === 'current' ? 0 : upper),
  ];
}

function byValue(value: Value, sortBy: Document | undefined, unit: Unit | undefined): Bounds {
  const [lower, upper] = pairOf(value, (bound) => {
    if (!isNum(bound))
      throw new MongoDBError('Range-based bounds expression must be a number', MISTAKE);
    return asNumber(bound);
  });
  const [path = '', ...others] = Object.keys(sortBy ?? {});
  const order = sortBy?.[path];
  if (path === '' || others.length > 0 || !isNum(order) || asNumber(order) !== 1) {
    throw new MongoDBError('Range-based window require sortBy a single ascending field', 5339902);
  }
  const parts = path.split('.');
  const shifted = (from: number, bound: Bound): number => {
    if (bound === 'current') return from;
    if (bound === 'unbounded') return Number.NaN;
    return unit ? addTo(from, unit, bound, fixedZone(0)) : from + bound;
  };
  return ({ documents }, at) => {
    const places = documents.map((document) => placeOf(expressionPath(document, parts), unit));
    const own = places[at] ?? 0;
    const [least, most] = [shifted(own, lower), shifted(own, upper)];
    const from = lower === 'unbounded' ? 0 : places.findIndex((place) => place >= least);
    const to =
      upper === 'unbounded' ? places.length - 1 : places.findLastIndex((place) => place <= most);
    // Nothing lies in between.
    return from < 0 || to < 0 ? [0, -1] : [from, to];
  };
}

/** Of the sorted field: a number, or with a unit a date. @throws MongoDBError */
export function placeOf(value: Maybe, unit: Unit | undefined): number {
  if (unit !== undefined && value instanceof Date) return value.getTime();
  if (unit === undefined && isNum(value)) return asNumber(value);
  throw new MongoDBError(
    unit === undefined
      ? `Invalid range: Expected the sortBy field to be a number, but it was ${typeName(value)}`
      : `Invalid range: Expected the sortBy field to be a Date, but it was ${typeName(value)}`,
    unit === undefined ? 5429414 : 5429513,
  );
}
