import { describe, expect, it } from 'vitest';
import {
  type Bounds,
  type GuardParts,
  NotAllowed,
  type Perform,
  type Work,
} from '../../../main/apps/collection-rules/action.ts';
import { createAccess, type Fields } from '../../../main/apps/collection-rules/roles.ts';
import { gather } from '../../../main/apps/collection-rules/walk.ts';
import { sift } from '../../../main/apps/documents/slices.ts';

const ROLE = {
  name: 'public',
  applyWhen: '{"public": true}',
  read: 'true',
  write: '',
  insert: '',
  delete: '',
  search: '',
  fields: {},
  additionalFields: { read: '', write: '', fields: {} },
};

interface Told {
  slices: number;
}

/** Documents in memory, and a clock that a judged document moves by a millisecond. */
function workOn(documents: Fields[], bounds: Partial<Bounds> = {}): { work: Work; told: Told } {
  const told: Told = { slices: 0 };
  let now = 0;
  const nothing: Perform = Object.assign(() => Promise.resolve(null), {
    text: () => Promise.resolve('null'),
  });
  const parts: GuardParts = {
    perform: nothing,
    scratch: (work) => work(nothing),
    slice(_at, _query, { after, most }) {
      told.slices += 1;
      const from = typeof after === 'number' ? after : 0;
      const slice = documents.slice(from, from + most);
      return Promise.resolve({
        documents: slice,
        after: from + slice.length,
        more: from + slice.length < documents.length,
      });
    },
    sift: (texts, { query, sort, limit }) =>
      Promise.resolve(
        JSON.parse(
          sift({
            documents: `[${texts.join(',')}]`,
            query: JSON.stringify(query),
            sort: JSON.stringify(sort),
            limit,
          }),
        ) as number[],
      ),
    bounds: { ms: 10_000, documents: 50_000, bytes: 1_000_000, ...bounds },
    now: () => (now += 1),
    pauses: () => () => Promise.resolve(),
  };
  const access = createAccess([ROLE], {
    plainPaths: 'root',
    user: {},
    request: {},
    environment: { tag: '', values: {} },
    value: () => undefined,
  });
  const narrowed = { queries: [], projections: [] };
  const asked = { action: 'find', database: 'shop', collection: 'things', args: {} };
  return { work: { ...asked, parts, access, narrowed }, told };
}

const things = (count: number): Fields[] =>
  Array.from({ length: count }, (_, at) => ({
    _id: { $numberInt: String(at) },
    public: at % 2 === 1,
    rank: { $numberInt: String((at * 37) % count) },
  }));

const idsOf = (found: readonly { shown: Fields }[]): number[] =>
  found.map(({ shown }) => Number((shown['_id'] as { $numberInt: string }).$numberInt));

describe('a walk over what a user sees', () => {
  it('ends where it has enough', async () => {
    const { work, told } = workOn(things(10_000));
    const found = await gather(work, { query: {}, sort: {}, most: 3 });
    expect(idsOf(found)).toEqual([1, 3, 5]);
    expect(told.slices).toBe(1);
  });

  it('holds a few of those it sorts, and finds the same as sorting all of them', async () => {
    // Far more than could be held at once.
    const { work } = workOn(things(10_001), { documents: 1600, ms: 100_000 });
    const sort = { rank: { $numberInt: '-1' } };
    const found = await gather(work, { query: {}, sort, most: 4 });
    const expected = Array.from({ length: 10_001 }, (_, at) => at)
      .filter((at) => at % 2 === 1)
      .toSorted((a, b) => ((b * 37) % 10_001) - ((a * 37) % 10_001));
    expect(idsOf(found)).toEqual(expected.slice(0, 4));
  });

  it.each([
    ['the last one by $natural', { query: {}, sort: { $natural: { $numberInt: '-1' } }, most: 1 }],
    ['one by its rank', { query: { rank: { $numberInt: '37' } }, sort: {}, most: 1 }],
  ])('finds %s', async (_name, wanted) => {
    const { work } = workOn(things(2000));
    const [id] = idsOf(await gather(work, wanted));
    expect(id).toBe('$natural' in wanted.sort ? 1999 : 1);
  });

  it('ends after its time, in words', async () => {
    const { work } = workOn(things(10_000), { ms: 600 });
    const walk = gather(work, { query: {}, sort: {}, most: Infinity });
    await expect(walk).rejects.toThrow(NotAllowed);
    await expect(walk).rejects.toThrow(/stopped after 0.6 s and \d+ documents\./);
  });

  it.each([{ documents: 100 }, { bytes: 5000 }])('holds no more than %j', async (bounds) => {
    const { work } = workOn(things(10_000), bounds);
    const walk = gather(work, { query: {}, sort: {}, most: Infinity });
    await expect(walk).rejects.toThrow(/a call can use \d+ documents or/);
  });

  it('lets others in while it judges', async () => {
    const { work } = workOn(things(2000));
    let pauses = 0;
    const parts = {
      ...work.parts,
      pauses: () => () => {
        pauses += 1;
        return Promise.resolve();
      },
    };
    await gather({ ...work, parts }, { query: {}, sort: {}, most: Infinity });
    expect(pauses).toBe(2000);
  });
});
