import { MongoDBError } from '../values/mongo-error.ts';
import { asNumber } from '../values/numbers.ts';
import { checkOperand, objectOperand } from '../values/operands.ts';
import { visitPath, splitPath } from '../values/path.ts';
import { type Document, isDocument, isNum, type Maybe, type Value } from '../values/values.ts';
import {
  angleBetween,
  angleTo,
  EARTH_RADIUS,
  isInRing,
  liesIn,
  type Point,
  planeDistance,
  pointOf,
  type Shape,
  shapeOf,
  shapesMeet,
} from './geometry.ts';
import { fieldShape, NEAR_GEOMETRY } from './shapes.ts';

type Test = (value: Maybe) => boolean;

const BAD_VALUE = 2;
const NEAR = new Set(['$near', '$nearSphere', '$geoNear']);

function mistake(why: string): MongoDBError {
  return new MongoDBError(why, BAD_VALUE);
}

/** Whether an operator only says more about a geo operator beside it. */
export function isGeoOption(name: string, siblings: Document): boolean {
  if (name !== '$maxDistance' && name !== '$minDistance') return false;
  return Object.keys(siblings).some((other) => NEAR.has(other));
}

/** The test of a geo operator; undefined for any other. Nothing is indexed: documents are looked through. */
export function geoTest(name: string, operand: Value, siblings: Document): Test | undefined {
  if (name === '$geoWithin' || name === '$within') return withinTest(operand);
  if (name === '$geoIntersects') {
    const wanted = shapeOf(geometryOf(operand, name));
    return (value) => {
      const shape = storedShape(value);
      return shape !== undefined && shapesMeet(shape, wanted);
    };
  }
  if (!NEAR.has(name)) return undefined;
  const near = readNear(name, operand, siblings);
  return (value) => near.distance(value) !== undefined;
}

/** What a document holds: a GeoJSON geometry or a pair of numbers. */
export function storedShape(value: Maybe): Shape | undefined {
  if (isDocument(value) && typeof value['type'] === 'string') {
    try {
      return shapeOf(value);
    } catch {
      // What is stored may be anything: it is no place then.
      return undefined;
    }
  }
  const point = pointOf(value);
  return point && { points: [point], lines: [], polygons: [] };
}

function geometryOf(operand: Value, name: string): Value {
  const geometry = isDocument(operand) ? operand['$geometry'] : undefined;
  if (geometry === undefined) throw mistake(`${name} requires a $geometry`);
  return geometry;
}

function withinTest(operand: Value): Test {
  const fields = objectOperand(operand, fieldShape('$geoWithin'));
  const [kind = '', second] = Object.keys(fields).filter((key) => key !== '$uniqueDocs');
  if (second !== undefined) throw mistake(`$geoWithin takes one area, not also ${second}`);
  const spec = fields[kind] ?? null;
  if (kind === '$geometry') {
    const { polygons, points, lines } = shapeOf(spec);
    if (polygons.length === 0 || points.length + lines.length > 0) {
      throw mistake('$geoWithin not supported with provided geometry');
    }
    return (value) => {
      const shape = storedShape(value);
      return shape !== undefined && liesIn(shape, polygons);
    };
  }
  const isInside = areaOf(kind, spec);
  return (value) => {
    const shape = storedShape(value);
    if (!shape) return false;
    const points = [...shape.points, ...shape.lines.flat(), ...shape.polygons.flat(2)];
    return points.every(isInside);
  };
}

/** Areas on a plane, and the circle on the earth. */
function areaOf(kind: string, spec: Value): (point: Point) => boolean {
  if (!Array.isArray(spec) && !isDocument(spec)) throw mistake(`unknown geo specifier: ${kind}`);
  const list = Array.isArray(spec) ? spec : Object.values(spec);
  if (kind === '$box') {
    const [a, b] = [expectPoint(list[0]), expectPoint(list[1])];
    const [left, right] = [Math.min(a[0], b[0]), Math.max(a[0], b[0])];
    const [low, high] = [Math.min(a[1], b[1]), Math.max(a[1], b[1])];
    return ([x, y]) => x >= left && x <= right && y >= low && y <= high;
  }
  if (kind === '$polygon') {
    const points = list.map(expectPoint);
    if (points.length < 3) throw mistake('Polygon must have at least 3 points');
    const ring = [...points, ...points.slice(0, 1)];
    return (point) => isInRing(point, ring);
  }
  if (kind !== '$center' && kind !== '$centerSphere')
    throw mistake(`unknown geo specifier: ${kind}`);
  const centre = expectPoint(list[0]);
  const [, radius] = list;
  if (!isNum(radius) || !(asNumber(radius) >= 0))
    throw mistake('radius must be a non-negative number');
  if (list.length > 2) throw mistake(`Only 2 fields allowed for ${kind}`);
  const most = asNumber(radius);
  const measure = kind === '$center' ? planeDistance : angleBetween;
  return (point) => measure(centre, point) <= most;
}

function expectPoint(value: Maybe): Point {
  const point = pointOf(value);
  if (!point || !point.every((number) => Number.isFinite(number))) {
    throw mistake('Point must be an array or object of two numbers');
  }
  return point;
}

/** A query by distance: its results come nearest first. */
export interface Near {
  path: string;
  /** Metres, or radians, or units of the plane; undefined where it is too far, or no place. */
  distance(value: Maybe): number | undefined;
}

/** The `$near` of a query; there may be only one, and only at its top. */
export function nearOf(query: Document): Near | undefined {
  for (const path of Object.keys(query)) {
    const value = query[path] ?? null;
    if (path === '$and' && Array.isArray(value)) {
      const inner = value
        .filter((item) => isDocument(item))
        .map((item) => nearOf(item))
        .find(Boolean);
      if (inner) return inner;
    }
    const name = isDocument(value) ? Object.keys(value).find((key) => NEAR.has(key)) : undefined;
    if (name !== undefined && isDocument(value)) {
      return { path, ...readNear(name, value[name] ?? null, value) };
    }
  }
  return undefined;
}

/** The distance of the nearest place that a path of a document leads to. */
export function distanceIn(document: Document, near: Near): number | undefined {
  let best: number | undefined;
  visitPath(document, splitPath(near.path), (value) => {
    // A list of places is looked through; a pair of numbers is one.
    const places = Array.isArray(value) && pointOf(value) === undefined ? value : [value];
    for (const place of places) {
      const distance = near.distance(place);
      if (distance !== undefined && (best === undefined || distance < best)) best = distance;
    }
    return false;
  });
  return best;
}

function readNear(name: string, operand: Value, siblings: Document): Omit<Near, 'path'> {
  const isJson = isDocument(operand) && operand['$geometry'] !== undefined;
  if (isJson) checkOperand(operand, NEAR_GEOMETRY);
  const options = isJson ? operand : { ...siblings, ...(isDocument(operand) ? operand : {}) };
  const { $maxDistance: max, $minDistance: min } = options;
  const measure = isJson ? onEarth(operand['$geometry']) : legacyMeasure(name, operand);
  const most = max === undefined ? Infinity : distanceOption(max, '$maxDistance');
  const least = min === undefined ? 0 : distanceOption(min, '$minDistance');
  return {
    distance(value) {
      const shape = storedShape(value);
      const distance = shape && measure(shape);
      return distance !== undefined && distance >= least && distance <= most ? distance : undefined;
    },
  };
}

/** Metres from a point of GeoJSON. */
export function onEarth(geometry: Maybe): (shape: Shape) => number {
  const { points, lines, polygons } = shapeOf(geometry);
  const [centre] = points;
  if (!centre || points.length + lines.length + polygons.length > 1) {
    throw mistake('$near requires geojson point');
  }
  return (shape) => angleTo(centre, shape) * EARTH_RADIUS;
}

/** Of a pair of numbers: on a plane, or in radians where it is asked for on a sphere. */
export function legacyMeasure(name: string, operand: Maybe): (shape: Shape) => number | undefined {
  const centre = expectPoint(operand);
  if (name === '$nearSphere') return (shape) => angleTo(centre, shape);
  return ({ points: [point] }) => point && planeDistance(centre, point);
}

export function distanceOption(value: Value, name: string): number {
  const number = isNum(value) ? asNumber(value) : Number.NaN;
  if (!isNum(value)) throw mistake(`${name} must be a number`);
  if (!(number >= 0)) throw mistake(`${name} must be non-negative`);
  return number;
}
