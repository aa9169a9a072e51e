import type { Format } from './formats.ts';
import type { Shape } from './shape.ts';

/** A shape as JSON: what is not there is left out, and keys are pairs, since a body may call one `__proto__`. */
export interface StoredShape {
  n: number;
  at: number;
  z?: number;
  b?: number;
  f?: number;
  i?: [n: number, unsafe: number, seconds: number, millis: number];
  s?: {
    n: number;
    f?: [Format, number][];
    v?: [string, number][];
    l: number;
    d: number[];
  };
  a?: { n: number; min: number; max: number; item?: StoredShape };
  o?: { n: number; k: [string, StoredShape][]; r?: StoredShape };
}

export function toStored(shape: Shape): StoredShape {
  const { ints, strings, lists, objects } = shape;
  return {
    n: shape.n,
    at: shape.since,
    ...(shape.nulls > 0 && { z: shape.nulls }),
    ...(shape.bools > 0 && { b: shape.bools }),
    ...(shape.nums > 0 && { f: shape.nums }),
    ...(ints && { i: [ints.n, ints.unsafe, ints.seconds, ints.millis] }),
    ...(strings && {
      s: {
        n: strings.n,
        ...(strings.formats.size > 0 && { f: [...strings.formats] }),
        ...(strings.values !== null && { v: [...strings.values] }),
        l: strings.longest,
        d: strings.distinct,
      },
    }),
    ...(lists && {
      a: {
        n: lists.n,
        min: lists.shortest,
        max: lists.longest,
        ...(lists.item && { item: toStored(lists.item) }),
      },
    }),
    ...(objects && {
      o: {
        n: objects.n,
        k: [...objects.keys].map(([key, inner]): [string, StoredShape] => [key, toStored(inner)]),
        ...(objects.rest && { r: toStored(objects.rest) }),
      },
    }),
  };
}

export function fromStored(stored: StoredShape): Shape {
  const { i, s, a, o } = stored;
  return {
    n: stored.n,
    since: stored.at,
    nulls: stored.z ?? 0,
    bools: stored.b ?? 0,
    nums: stored.f ?? 0,
    ints: i ? { n: i[0], unsafe: i[1], seconds: i[2], millis: i[3] } : null,
    strings: s
      ? {
          n: s.n,
          formats: new Map(s.f),
          values: s.v === undefined ? null : new Map(s.v),
          longest: s.l,
          distinct: s.d,
        }
      : null,
    lists: a
      ? { n: a.n, shortest: a.min, longest: a.max, item: a.item ? fromStored(a.item) : null }
      : null,
    objects: o
      ? {
          n: o.n,
          keys: new Map(o.k.map(([key, inner]) => [key, fromStored(inner)])),
          rest: o.r ? fromStored(o.r) : null,
        }
      : null,
  };
}
