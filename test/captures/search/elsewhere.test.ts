import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { walk } from '../../../main/captures/search/walk.ts';
import { FIELDS } from '../../../main/captures/search/fields.ts';
import { startTestEngine } from '../../helpers/start-engine.ts';
import { NOON, Searchable } from './searchable.ts';

const EVERY = Number.MAX_SAFE_INTEGER;

async function fill(captures: Searchable): Promise<void> {
  for (let i = 0; i < 40; i += 1) {
    const word = i % 2 === 0 ? 'apple' : 'pear';
    captures.addJson(
      { n: i, word, list: [{ id: i % 5 }] },
      { headers: [['X-Kind', i % 3 === 0 ? 'a' : 'b']], status: i % 10 === 0 ? 503 : 200 },
    );
  }
  await captures.search.catchUp(60_000);
}

const SEARCHES = [
  '',
  'apple ',
  'app',
  '-apple ',
  'apple -pear status:503',
  'pear body.n:>30',
  'header.x-kind:a -status:503',
  'body.list.0.id:3 apple ',
  'rhinoceros ',
];

describe('a search over many captures', () => {
  it('finds the same in a process of its own', async () => {
    await using here = new Searchable();
    await using away = new Searchable(0);
    await Promise.all([fill(here), fill(away)]);
    for (const text of [...SEARCHES, ...FIELDS.map(({ example }) => example)]) {
      const [a, b] = [here, away].map(({ search }) => search.prepare(text, NOON));
      if (a === undefined || b === undefined) throw new Error('not prepared');
      const found = await here.search.ids(a, { limit: 100 });
      expect(await away.search.ids(b, { limit: 100 }), text).toEqual(found);
      expect(await away.search.count(b, 5), text).toEqual(await here.search.count(a, 5));
      const some = (await here.search.ids(here.search.prepare('', NOON), { limit: 100 })).filter(
        (_, i) => i % 3 === 0,
      );
      expect(await away.search.among(b, some), text).toEqual(
        found.filter((id) => some.includes(id)),
      );
    }
    expect(away.problems).toEqual([]);
  }, 60_000);

  it('finds what was answered a moment ago, counts and groups it, and follows it', async () => {
    await using engine = await startTestEngine({ searchedAtOnce: 0 });
    const stop = new AbortController();
    const events = engine.engine.captures.live({ search: 'plum' }, stop.signal);
    const first = events.next();
    for (let i = 0; i < 5; i += 1) {
      const body = JSON.stringify({ word: i % 2 === 0 ? 'plum' : 'pear', n: i });
      await fetch(engine.url, { method: 'POST', headers: { 'X-N': String(i) }, body });
      const list = await engine.engine.captures.list({ search: 'body.n:>=0', limit: 10 });
      expect(list.items).toHaveLength(i + 1);
    }
    const { captures } = engine.engine;
    expect(await captures.count({ search: 'plum -pear' })).toEqual({ count: 3, capped: false });
    const { counts } = await captures.histogram({ search: 'plum', buckets: 10 });
    expect(counts.reduce((sum, { ok }) => sum + ok, 0)).toBe(3);
    const groups = await captures.groups({ search: '', by: 'status', limit: 10 });
    expect(groups.items).toMatchObject([{ label: '200', count: 5 }]);
    expect(await captures.find('pear')).toHaveLength(2);
    expect((await first).value).toMatchObject({ kind: 'added' });
    const removal = await captures.removeFound({ search: 'plum', includePinned: false });
    expect(removal.removed).toBe(3);
    expect((await captures.list({ search: '', limit: 10 })).items).toHaveLength(2);
    expect(await captures.undo({ undo: removal.undo ?? '' })).toEqual({ restored: 3 });
    stop.abort();
    await events.return();
  }, 60_000);
});

it('goes through windows of any size as through one, in both directions', async () => {
  await using captures = new Searchable();
  await fill(captures);
  const size = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(
      fc.constantFrom(...SEARCHES),
      fc.record({
        limit: fc.integer({ min: 1, max: 50 }),
        before: fc.constantFrom(...captures.store.page(ALL, 50, EVERY).map(({ id }) => id), EVERY),
        after: fc.constantFrom(...captures.store.page(ALL, 50, EVERY).map(({ id }) => id), -1),
        oldestFirst: fc.boolean(),
      }),
      fc.record({ first: size, other: size, rare: fc.constantFrom(-1, 3, 1000) }),
      (text, which, sizes) => {
        const { compiled } = captures.search.prepare(text, NOON);
        const whole = walk(captures.db, compiled, { limit: 100 });
        const between = whole.filter((id) => id < which.before && id > which.after);
        const ordered = which.oldestFirst ? between.toReversed() : between;
        expect(walk(captures.db, compiled, which, sizes)).toEqual(ordered.slice(0, which.limit));
      },
    ),
    { numRuns: 300 },
  );
});

const ALL = { where: 'TRUE', params: {} };
