import { expect, it } from 'vitest';
import { indexContent } from '../../../main/captures/search/indexing/index-content.ts';
import { openIndexStore } from '../../../main/captures/search/indexing/index-store.ts';
import { Searchable } from './searchable.ts';

/** As the indexer reads a capture: one header, and one field of a form in the query. */
const entry = (id: number, value: string) => ({
  id,
  content: indexContent({
    target: `/?colour=${value}`,
    headers: [['X-Shape', `${value}ish`]],
    body: undefined,
    chosen: null,
  }),
});

it('captures that are indexed again in one go keep their fields and words, and lose the old ones', async () => {
  await using captures = new Searchable();
  const ids = ['red', 'green', 'blue'].map((colour) => captures.add({ target: `/?was=${colour}` }));
  await captures.search.catchUp(10_000);
  expect(await captures.find('query.was:*')).toHaveLength(3);

  // The store itself: the indexer may take them one at a time, as fast as the machine is.
  const store = openIndexStore(captures.db);
  const again = (values: readonly string[]) =>
    captures.db.transaction(() => {
      captures.db.prepare('UPDATE captures SET indexed = 0').run();
      store.add(ids.map((id, nth) => entry(id, values[nth] ?? '')));
    })();
  again(['rot', 'gruen', 'blau']);
  again(['rouge', 'vert', 'bleu']);

  await captures.reopen();
  const was = captures.search.prepare('query.was:*', 0);
  expect(await captures.search.ids(was, { limit: 10 })).toEqual([]);
  for (const [nth, value] of ['rouge', 'vert', 'bleu'].entries()) {
    expect(await captures.find(`query.colour:${value}`), value).toEqual([ids[nth]]);
    expect(await captures.find(`header.x-shape:${value}ish`), value).toEqual([ids[nth]]);
    expect(await captures.find(`${value} `), value).toEqual([ids[nth]]);
  }
  expect(await captures.find('query.colour:*')).toEqual(ids.toReversed());
  expect(await captures.find('rot ')).toEqual([]);
  expect(usesOf(captures)).toEqual({ 'header.x-shape': 3, 'query.colour': 3 });
});

const usesOf = ({ db }: Searchable): Record<string, number> =>
  Object.fromEntries(
    db
      .prepare<[], { name: string; uses: number }>('SELECT name, uses FROM search_fields')
      .all()
      .map(({ name, uses }) => [name, uses]),
  );
