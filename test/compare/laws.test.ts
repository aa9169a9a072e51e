import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Difference } from '../../preload/contract/captures/compare.ts';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { compared } from './side.ts';

/** Values that share much: two of them differ in parts, as two deliveries do. */
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(0, 1, 2, true, null, '', 'a', 'b', 'é\n"'),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.array(
      fc.record({ id: fc.integer({ min: 0, max: 6 }), v: tie('value') }, { requiredKeys: ['id'] }),
      { maxLength: 5 },
    ),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'id', 'a/b', '~'), tie('value'), { maxKeys: 4 }),
  ),
})).value;
const json = value.map((one) => JSON.stringify({ body: one }));

const header = fc.tuple(
  fc.constantFrom('Host', 'host', 'X-A', 'x-b', 'Date', 'X-Forwarded-For', 'Accept'),
  fc.constantFrom('1', '2', ''),
) as fc.Arbitrary<HeaderPair>;
const headers = fc.array(header, { maxLength: 8 });
const given = fc.record({
  body: fc.oneof(json, fc.string(), fc.constantFrom('a\nb\nc', 'a\nc', 'x=1&y=2', 'y=2&x=1')),
  type: fc.constantFrom('application/json', 'text/plain', 'application/x-www-form-urlencoded', ''),
  capture: fc.record({
    target: fc.constantFrom('/a?x=1&y=2', '/a?y=2&x=1', '/a?x=%20', '/a?x=+', '/b/c', '/b/d'),
    method: fc.constantFrom('GET', 'POST'),
    status: fc.constantFrom(200, 401, null),
  }),
});

const MIRROR: Partial<Record<Difference['kind'], Difference['kind']>> = {
  added: 'removed',
  removed: 'added',
};
/** A difference without its place in the list. Paths of arrays name the left place: not compared. */
const lineOf = (one: Difference): string =>
  JSON.stringify([one.part, one.kind, one.leftPointer, one.rightPointer, one.left, one.right]);
const mirrored = (one: Difference): Difference => ({
  ...one,
  kind: MIRROR[one.kind] ?? one.kind,
  leftPointer: one.rightPointer,
  rightPointer: one.leftPointer,
  left: one.right,
  right: one.left,
});

describe('a comparison', () => {
  it('of anything with itself is empty', () => {
    fc.assert(
      fc.property(given, headers, (one, own) => {
        const found = compared({ ...one, headers: own }, { ...one, headers: own }, null);
        expect(found).toMatchObject({
          differences: [],
          total: 0,
          ignoredTotal: 0,
          identical: true,
        });
      }),
    );
  });

  it('is the same mirrored when the sides change places', () => {
    fc.assert(
      fc.property(given, given, (left, right) => {
        const there = compared(left, right, null).differences.map(lineOf);
        const back = compared(right, left, null).differences.map(mirrored).map(lineOf);
        expect(back.toSorted()).toEqual(there.toSorted());
      }),
      { numRuns: 300 },
    );
  });

  it('of headers is the same mirrored, too', () => {
    fc.assert(
      fc.property(headers, headers, (a, b) => {
        const left = { type: '', headers: a };
        const right = { type: '', headers: b };
        const there = compared(left, right, null).differences.map(lineOf);
        const back = compared(right, left, null).differences.map(mirrored).map(lineOf);
        expect(back.toSorted()).toEqual(there.toSorted());
      }),
    );
  });

  it('never calls what differs the same', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        fc.pre(a !== b);
        const { identical, total } = compared({ body: a }, { body: b }, null);
        expect(identical).toBe(false);
        expect(total).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  it('of JSON turns the left side into the right one', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        const { differences } = compared({ body: a }, { body: b }, null);
        expect(applied(JSON.parse(a), JSON.parse(b), differences)).toEqual(JSON.parse(b));
      }),
      { numRuns: 500 },
    );
  });
});

type Tree = { [key: string]: Tree } | Tree[] | string | number | boolean | null;

const stepsOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

function at(tree: Tree, steps: readonly string[]): Tree {
  return steps.reduce((node, step) => (node as Record<string, Tree>)[step] ?? null, tree);
}

/**
 * Applies differences: takes out what is removed or moved, from the end; puts in what is added or moved,
 * from the beginning; then sets what changed. Values are read from the right side by their pointers.
 */
function applied(left: Tree, right: Tree, differences: readonly Difference[]): Tree {
  const box = { root: left };
  const taken = new Map<Difference, Tree>();
  const inLeft = differences.filter(({ kind }) => kind === 'removed' || kind === 'moved');
  for (const one of inLeft.toSorted((a, b) => -byPlace(a.leftPointer, b.leftPointer))) {
    const steps = stepsOf(one.leftPointer ?? '');
    taken.set(one, at(box.root, steps));
    const parent = at(box.root, steps.slice(0, -1));
    if (Array.isArray(parent)) parent.splice(Number(steps.at(-1)), 1);
    else delete (parent as Record<string, Tree>)[steps.at(-1) ?? ''];
  }
  const inRight = differences.filter(({ kind }) => kind === 'added' || kind === 'moved');
  for (const one of inRight.toSorted((a, b) => byPlace(a.rightPointer, b.rightPointer))) {
    const steps = stepsOf(one.rightPointer ?? '');
    const value = taken.get(one) ?? at(right, steps);
    const parent = at(box.root, steps.slice(0, -1));
    if (Array.isArray(parent)) parent.splice(Number(steps.at(-1)), 0, value);
    else (parent as Record<string, Tree>)[steps.at(-1) ?? ''] = value;
  }
  for (const one of differences) {
    if (!['changed', 'type', 'spelling'].includes(one.kind)) continue;
    const steps = stepsOf(one.rightPointer ?? '');
    const value = at(right, steps);
    if (steps.length === 0) box.root = value;
    else (at(box.root, steps.slice(0, -1)) as Record<string, Tree>)[steps.at(-1) ?? ''] = value;
  }
  return box.root;
}

/** Parents before what is in them, elements by their place. */
function byPlace(a: string | null, b: string | null): number {
  const left = stepsOf(a ?? '');
  const right = stepsOf(b ?? '');
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    const [one = '', other = ''] = [left[i], right[i]];
    if (one === other) continue;
    const [n, m] = [Number(one), Number(other)];
    return Number.isNaN(n) || Number.isNaN(m) ? (one < other ? -1 : 1) : n - m;
  }
  return left.length - right.length;
}
