import { typeName } from '../values/compare.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { asNumber } from '../values/numbers.ts';
import { isDocument, isNum, type Maybe, type Value } from '../values/values.ts';

export type Point = readonly [number, number];
/** The outer ring, then its holes; each ends where it begins. */
export type Rings = readonly Point[][];

/** A shape on the earth or on a plane, taken apart. */
export interface Shape {
  points: Point[];
  lines: Point[][];
  polygons: Rings[];
}

const BAD_VALUE = 2;
/** Metres, as the server has it. */
export const EARTH_RADIUS = 6_378_100;
const RADIANS = Math.PI / 180;

function mistake(why: string): MongoDBError {
  return new MongoDBError(`invalid geometry: ${why}`, BAD_VALUE);
}

/** A point of GeoJSON, as `[x, y]`, or as a document of two numbers. @returns undefined for others. */
export function pointOf(value: Maybe): Point | undefined {
  if (isDocument(value) && value['type'] === 'Point') return pointOf(value['coordinates']);
  const list = isDocument(value) ? Object.keys(value).map((key) => value[key] ?? null) : value;
  if (!Array.isArray(list)) return undefined;
  const [x, y] = list;
  return isNum(x) && isNum(y) ? [asNumber(x), asNumber(y)] : undefined;
}

/** @throws MongoDBError unless it is a point that is on the earth. */
export function expectPosition(value: Maybe): Point {
  const [x, y] = (Array.isArray(value) ? pointOf(value) : undefined) ?? [];
  if (x === undefined || y === undefined) throw mistake('Point must be an array of two numbers');
  if (!(Math.abs(x) <= 180) || !(Math.abs(y) <= 90)) {
    throw mistake(`longitude/latitude is out of bounds, lng: ${x} lat: ${y}`);
  }
  return [x, y];
}

/**
 * A GeoJSON geometry.
 *
 * @throws MongoDBError that says what is wrong with it.
 */
export function shapeOf(value: Maybe): Shape {
  const shape: Shape = { points: [], lines: [], polygons: [] };
  addGeometry(shape, value);
  return shape;
}

function addGeometry(shape: Shape, value: Maybe): void {
  if (!isDocument(value)) throw mistake('it must be an object');
  const { type, coordinates, geometries } = value;
  if (type === 'GeometryCollection') {
    for (const item of list(geometries, 'geometries')) addGeometry(shape, item);
    return;
  }
  const add = typeof type === 'string' ? KINDS.get(type) : undefined;
  if (!add)
    throw mistake(`unknown GeoJSON type: ${typeof type === 'string' ? type : typeName(type)}`);
  add(shape, coordinates);
}

const KINDS = new Map<string, (shape: Shape, coordinates: Maybe) => void>([
  ['Point', (shape, at) => shape.points.push(expectPosition(at))],
  ['MultiPoint', (shape, at) => shape.points.push(...list(at, 'a MultiPoint').map(expectPosition))],
  ['LineString', (shape, at) => shape.lines.push(line(at))],
  ['MultiLineString', (shape, at) => shape.lines.push(...list(at, 'a MultiLineString').map(line))],
  ['Polygon', (shape, at) => shape.polygons.push(polygon(at))],
  ['MultiPolygon', (shape, at) => shape.polygons.push(...list(at, 'a MultiPolygon').map(polygon))],
]);

function list(value: Maybe, what: string): Value[] {
  if (!Array.isArray(value) || value.length === 0) throw mistake(`${what} needs coordinates`);
  return value;
}

function line(value: Maybe): Point[] {
  const points = list(value, 'a LineString').map(expectPosition);
  if (points.length < 2) throw mistake('LineString must have at least 2 vertices');
  return points;
}

function polygon(value: Maybe): Rings {
  const rings = list(value, 'a Polygon').map((ring) => {
    const points = list(ring, 'a ring').map(expectPosition);
    const [first, last] = [points[0], points.at(-1)];
    if (first?.[0] !== last?.[0] || first?.[1] !== last?.[1]) throw mistake('Loop is not closed');
    if (points.length < 4) throw mistake('Loop must have at least 3 different vertices');
    checkCrossing(points);
    return points;
  });
  const [outer = [], ...holes] = rings;
  for (const hole of holes) {
    const isInside = hole.every((point) => isInRing(point, outer) && !isOnRing(point, outer));
    if (!isInside) throw mistake('Secondary loops not contained by first exterior loop');
  }
  return rings;
}

function checkCrossing(ring: readonly Point[]): void {
  const count = ring.length - 1;
  for (let i = 0; i < count; i++) {
    for (let j = i + 2; j < count; j++) {
      const isNeighbour = i === 0 && j === count - 1;
      if (
        !isNeighbour &&
        segmentsMeet(at(ring, i), at(ring, i + 1), at(ring, j), at(ring, j + 1))
      ) {
        throw mistake(`Edges ${i} and ${j} cross`);
      }
    }
  }
}

const at = (points: readonly Point[], i: number): Point => points[i] ?? [0, 0];

/** On a sphere, in radians. */
export function angleBetween([x1, y1]: Point, [x2, y2]: Point): number {
  const [a, b] = [y1 * RADIANS, y2 * RADIANS];
  const half =
    Math.sin((b - a) / 2) ** 2 +
    Math.cos(a) * Math.cos(b) * Math.sin(((x2 - x1) * RADIANS) / 2) ** 2;
  return 2 * Math.asin(Math.min(1, Math.sqrt(half)));
}

export const planeDistance = ([x1, y1]: Point, [x2, y2]: Point): number =>
  Math.hypot(x2 - x1, y2 - y1);

/** The smallest angle from a point to a shape; 0 inside of a polygon. */
export function angleTo(point: Point, shape: Shape): number {
  if (shape.polygons.some((rings) => isInPolygon(point, rings))) return 0;
  const segments = [...shape.lines, ...shape.polygons.flat()];
  return Math.min(
    ...shape.points.map((other) => angleBetween(point, other)),
    ...segments.map((points) => angleToLine(point, points)),
  );
}

function angleToLine(point: Point, points: readonly Point[]): number {
  let best = Infinity;
  for (let i = 0; i + 1 < points.length; i++) {
    best = Math.min(best, angleBetween(point, nearestOn(point, at(points, i), at(points, i + 1))));
  }
  return best;
}

/** The nearest point of an edge, taken as straight on the map around the point. */
function nearestOn(point: Point, a: Point, b: Point): Point {
  const squeeze = Math.cos(point[1] * RADIANS) || 1e-9;
  const [dx, dy] = [(b[0] - a[0]) * squeeze, b[1] - a[1]];
  const length = dx * dx + dy * dy;
  const share =
    length === 0 ? 0 : ((point[0] - a[0]) * squeeze * dx + (point[1] - a[1]) * dy) / length;
  const kept = Math.max(0, Math.min(1, share));
  return [a[0] + (b[0] - a[0]) * kept, a[1] + (b[1] - a[1]) * kept];
}

/** Inside or on the border, and not inside of a hole. */
export function isInPolygon(point: Point, [outer = [], ...holes]: Rings): boolean {
  if (!isInRing(point, outer)) return false;
  return !holes.some((hole) => isInRing(point, hole) && !isOnRing(point, hole));
}

/** The border counts as inside. */
export function isInRing(point: Point, ring: readonly Point[]): boolean {
  if (isOnRing(point, ring)) return true;
  const [x, y] = point;
  let isInside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [[x1, y1], [x2, y2]] = [at(ring, i), at(ring, j)];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) isInside = !isInside;
  }
  return isInside;
}

function isOnRing(point: Point, ring: readonly Point[]): boolean {
  return ring.some((from, i) => i > 0 && isBetween(point, at(ring, i - 1), from));
}

const cross = (a: Point, b: Point, c: Point): number =>
  (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

function isBetween(point: Point, a: Point, b: Point): boolean {
  return (
    Math.abs(cross(a, b, point)) < 1e-12 &&
    Math.min(a[0], b[0]) <= point[0] &&
    point[0] <= Math.max(a[0], b[0]) &&
    Math.min(a[1], b[1]) <= point[1] &&
    point[1] <= Math.max(a[1], b[1])
  );
}

export function segmentsMeet(a: Point, b: Point, c: Point, d: Point): boolean {
  const [one, two] = [cross(a, b, c), cross(a, b, d)];
  const [three, four] = [cross(c, d, a), cross(c, d, b)];
  if (one * two < 0 && three * four < 0) return true;
  return isBetween(c, a, b) || isBetween(d, a, b) || isBetween(a, c, d) || isBetween(b, c, d);
}

/** Whether two shapes have a point in common. */
export function shapesMeet(one: Shape, two: Shape): boolean {
  return touches(one, two) || touches(two, one);
}

function touches(one: Shape, two: Shape): boolean {
  const edges = [...two.lines, ...two.polygons.flat()];
  const isThere = (point: Point): boolean =>
    two.points.some((other) => planeDistance(point, other) < 1e-12) ||
    edges.some((points) => isOnRing(point, points)) ||
    two.polygons.some((rings) => isInPolygon(point, rings));
  const own = [...one.lines, ...one.polygons.flat()];
  if ([...one.points, ...own.flat()].some(isThere)) return true;
  return own.some((points) => edges.some((others) => linesMeet(points, others)));
}

function linesMeet(one: readonly Point[], two: readonly Point[]): boolean {
  return one.some(
    (from, i) =>
      i > 0 &&
      two.some((other, j) => j > 0 && segmentsMeet(at(one, i - 1), from, at(two, j - 1), other)),
  );
}

/** Whether all of a shape lies in some polygons. */
export function liesIn(shape: Shape, polygons: readonly Rings[]): boolean {
  const points = [...shape.points, ...shape.lines.flat(), ...shape.polygons.flat(2)];
  if (!points.every((point) => polygons.some((rings) => isInPolygon(point, rings)))) return false;
  // Corners are inside; edges may still leave where the border bends in.
  const middles = [...shape.lines, ...shape.polygons.flat()].flatMap((line) =>
    line.slice(1).map((point, i): Point => {
      const [x, y] = at(line, i);
      return [(x + point[0]) / 2, (y + point[1]) / 2];
    }),
  );
  return middles.every((point) => polygons.some((rings) => isInPolygon(point, rings)));
}
