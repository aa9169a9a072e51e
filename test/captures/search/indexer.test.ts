import { describe, expect, it } from 'vitest';
import { until } from '../../helpers/until.ts';
import { NOON, Searchable } from './searchable.ts';

const count = (captures: Searchable, table: string): unknown =>
  captures.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

/** How many captures have their values in the index. */
const held = (captures: Searchable): unknown =>
  captures.db.prepare('SELECT sum(captures) FROM search_segments').pluck().get();

const words = (captures: Searchable, word: string): unknown[] =>
  captures.db
    .prepare('SELECT rowid FROM captures_text WHERE captures_text MATCH ?')
    .pluck()
    .all(word);

describe('the index', () => {
  it('follows on its own once a capture has arrived', async () => {
    await using captures = new Searchable();
    const id = captures.add({ body: 'followed' });
    await until(() => words(captures, 'followed').length > 0);
    expect(
      await captures.search.ids(captures.search.prepare('followed ', NOON), { limit: 10 }),
    ).toEqual([id]);
  });

  it('says how far it is behind when the time to catch up is over', async () => {
    await using captures = new Searchable();
    for (let i = 0; i < 5; i += 1) captures.add({ body: `number ${i}` });
    expect(await captures.search.catchUp(0)).toEqual({ behind: 5 });
    expect(await captures.search.catchUp(10_000)).toEqual({ behind: 0 });
    expect(await captures.search.catchUp(0)).toEqual({ behind: 0 });
  });

  it('does not say of a capture it has not read that a word or field is missing', async () => {
    await using captures = new Searchable();
    const id = captures.addJson({ word: 'here' });
    for (const text of ['-absent ', '-body.word:absent', '-header.x:*']) {
      captures.db.prepare('UPDATE captures SET indexed = 0').run();
      const prepared = captures.search.prepare(text, NOON);
      expect(await captures.search.ids(prepared, { limit: 10 }), text).toEqual([]);
      expect(captures.findByCondition(text), text).toEqual([]);
      expect(await captures.find(text), text).toEqual([id]);
    }
    expect(await captures.find('-status:404')).toEqual([id]);
  });

  it('takes the newest first when it is behind', async () => {
    await using captures = new Searchable();
    const ids = Array.from({ length: 200 }, (_, i) => captures.add({ body: `number ${i}` }));
    await until(() => words(captures, 'number').length > 0);
    const done = words(captures, 'number');
    expect(done).toEqual(ids.slice(-done.length));
  });

  it('goes on where it was after a restart, and does no capture twice', async () => {
    await using captures = new Searchable();
    for (let i = 0; i < 3; i += 1) captures.addJson({ early: i });
    await captures.search.catchUp(10_000);
    await captures.search[Symbol.asyncDispose]();
    for (let i = 0; i < 3; i += 1) captures.addJson({ late: i });
    captures.search = captures.open();
    expect(await captures.find('early ')).toHaveLength(3);
    expect(await captures.find('body.late:>=0')).toHaveLength(3);
    expect(held(captures)).toBe(6);
  });

  it('passes over a capture that cannot be read, and says so', async () => {
    await using captures = new Searchable();
    const broken = captures.add({ target: '/broken' });
    captures.db
      .prepare("UPDATE capture_contents SET headers = 'no json' WHERE capture_id = ?")
      .run(broken);
    const good = captures.add({ target: '/good' });
    expect(await captures.search.catchUp(10_000)).toEqual({ behind: 0 });
    expect(await captures.find('good ')).toEqual([good]);
    expect(await captures.find('path:broken')).toEqual([broken]);
    expect(captures.problems.map(({ message }) => message)).toEqual([
      'A capture could not be read for the search index.',
    ]);
  });

  it('passes over a capture that cannot be written, and keeps those beside it', async () => {
    await using captures = new Searchable();
    captures.db.exec(`
      CREATE TRIGGER refuse BEFORE INSERT ON search_blocks WHEN instr(CAST(new.data AS TEXT), 'poison')
      BEGIN SELECT RAISE(ABORT, 'refused'); END`);
    const ids = ['fine', 'poison', 'fine'].map((kind) => captures.addJson({ kind, word: 'all' }));
    expect(await captures.search.catchUp(10_000)).toEqual({ behind: 0 });
    expect(await captures.find('body.kind:fine')).toEqual([ids[2], ids[0]]);
    expect(await captures.find('status:200')).toHaveLength(3);
    expect(captures.problems.map(({ message }) => message)).toEqual([
      'A capture could not be put into the search index.',
    ]);
  });

  it('loses all rows of captures that are deleted for good', async () => {
    await using captures = new Searchable();
    const gone = [1, 2, 3].map((n) => captures.addJson({ shared: n, only: 'here' }));
    const kept = captures.addJson({ shared: 4 });
    await captures.search.catchUp(10_000);
    captures.db.transaction(() => {
      captures.search.forget(gone);
      for (const id of gone) captures.db.prepare('DELETE FROM captures WHERE id = ?').run(id);
    })();
    expect(await captures.find('shared ')).toEqual([kept]);
    expect(await captures.find('body.shared:>0')).toEqual([kept]);
    await until(() => count(captures, 'search_forgotten') === 0);
    expect(words(captures, 'shared')).toEqual([kept]);
    expect(held(captures)).toBe(1);
    expect(count(captures, "search_fields WHERE name = 'body.only'")).toBe(0);
    const again = captures.addJson({ only: 'again' });
    expect(await captures.find('body.only:again')).toEqual([again]);
  });

  it('is made again for a capture that is marked to be indexed again', async () => {
    await using captures = new Searchable();
    const id = captures.addJson({ word: 'same' });
    await captures.search.catchUp(10_000);
    captures.db.prepare('UPDATE captures SET indexed = 0').run();
    expect(await captures.find('same ')).toEqual([id]);
    expect(words(captures, 'same')).toEqual([id]);
    expect(await captures.find('body.word:same')).toEqual([id]);
  });

  it('lets the event loop turn while it catches up', async () => {
    await using captures = new Searchable();
    for (let i = 0; i < 300; i += 1) captures.addJson({ i, text: 'word '.repeat(200) });
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 0);
    await captures.search.catchUp(20_000);
    clearInterval(counting);
    expect(turns).toBeGreaterThan(5);
  });
});
