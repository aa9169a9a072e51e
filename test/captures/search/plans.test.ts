import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planSearch } from '../../../main/captures/search/plan.ts';
import { FIELDS } from '../../../main/captures/search/fields.ts';
import { NOON, Searchable } from './searchable.ts';

function planOf(captures: Searchable, text: string): string {
  const { compiled } = captures.search.prepare(text, NOON);
  const { sql, params } = planSearch(captures.db, compiled);
  return captures.db
    .prepare<Record<string, string | number>, { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all({ ...params, before_: 1, limit_: 1 })
    .map((row) => row.detail)
    .join('\n');
}

async function filled(): Promise<Searchable> {
  const captures = new Searchable();
  captures.addJson(
    { a: 1, b: 'x', items: [{ id: 1 }] },
    { headers: [['X-A', 'b']], target: '/?q=1' },
  );
  await captures.search.catchUp(1000);
  return captures;
}

describe('how a search is carried out', () => {
  it.each([
    ['', 'SEARCH c USING INTEGER PRIMARY KEY'],
    ['word ', 'SCAN captures_text VIRTUAL TABLE'],
    ['word -other', 'SCAN captures_text VIRTUAL TABLE'],
    ['body.a:>5', 'SEARCH c USING INTEGER PRIMARY KEY (rowid=?)'],
    ['header.x-a:b', 'SEARCH c USING INTEGER PRIMARY KEY (rowid=?)'],
    ['body.items.0.id:1', 'SEARCH c USING INTEGER PRIMARY KEY (rowid=?)'],
    ['status:200', 'captures_by_status (status=? AND rowid>'],
    ['method:post', 'captures_by_method (method=? AND rowid>'],
    ['is:pinned', 'captures_pinned'],
    ['is:replay', 'captures_by_original'],
    ['drift:breaking', 'capture_types_drifted'],
    ['chaos:reset', 'capture_chaos_by_kind (kind=? AND capture_id>'],
    ['chaos:any', 'SEARCH x USING INTEGER PRIMARY KEY'],
    ['suite:regressed', 'capture_verdicts_by_verdict (verdict=? AND capture_id>'],
    ['suite:any', 'SEARCH x USING INTEGER PRIMARY KEY'],
    ['status:5xx', 'SEARCH c USING INTEGER PRIMARY KEY'],
    ['size:>1 path:a has:body', 'SEARCH c USING INTEGER PRIMARY KEY'],
    ['-word', 'SEARCH c USING INTEGER PRIMARY KEY'],
    ['after:today before:1h', 'SEARCH c USING INTEGER PRIMARY KEY'],
  ])('%s walks an index newest first', async (text, expected) => {
    await using captures = await filled();
    const plan = planOf(captures, text);
    expect(plan.split('\n')[0]).toContain(expected);
    expect(plan).not.toMatch(/TEMP B-TREE|SCAN c\b|SCAN v\b/);
  });

  it('never sorts, whatever terms come together', async () => {
    await using captures = await filled();
    const terms = [...FIELDS.map(({ example }) => example), 'word ', 'body.a:1', 'header.x-a:b'];
    const some = fc.array(fc.constantFrom(...terms, ...terms.map((term) => `-${term}`)), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(some, (parts) => {
        expect(planOf(captures, parts.join(' '))).not.toMatch(/TEMP B-TREE|SCAN c\b|SCAN v\b/);
      }),
      { numRuns: 300 },
    );
  });

  it('lets the rarer term lead', async () => {
    await using captures = new Searchable();
    for (let i = 0; i < 30; i += 1) captures.addJson({ n: i, kind: 'common' });
    captures.addJson({ n: 1 }, { status: 500 });
    await captures.search.catchUp(5000);
    expect(planOf(captures, 'common body.n:3')).toMatch(
      /^SEARCH c USING INTEGER PRIMARY KEY \(rowid=\?\)/,
    );
    expect(planOf(captures, 'rare body.kind:common')).toMatch(/^SCAN captures_text/);
    expect(planOf(captures, 'common status:500')).toMatch(/^SEARCH c USING .*captures_by_status/);
  });

  it.each(['common status:500', '-rare status:500', 'common -rare method:put'])(
    'asks the few rows of what is rare for their words, and lists none: %s',
    async (text) => {
      await using captures = new Searchable();
      for (let i = 0; i < 30; i += 1) captures.addJson({ n: i, kind: 'common' });
      captures.addJson({ kind: 'common' }, { status: 500, method: 'PUT' });
      await captures.search.catchUp(5000);
      const { compiled } = captures.search.prepare(text, NOON);
      expect(planSearch(captures.db, compiled).hasList).toBe(false);
      expect(planSearch(captures.db, compiled, { rare: 0 }).hasList).toBe(true);
      expect(planOf(captures, text)).not.toContain('LIST SUBQUERY');
    },
  );

  it('writes a statement that SQLite takes, for any text', async () => {
    await using captures = await filled();
    const pieces = [
      ...FIELDS.map(({ example }) => example),
      '"',
      ':',
      '*',
      ',',
      ' ',
      '\0',
      '(',
      ')',
    ];
    const query = fc
      .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 8 })))
      .map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(query, async (text) => {
        const prepared = captures.search.prepare(text, NOON);
        const ids = await captures.search.ids(prepared, { limit: 10 });
        expect((await captures.search.count(prepared)).count).toBe(ids.length);
        expect(captures.findByCondition(text)).toEqual(ids);
      }),
      { numRuns: 600 },
    );
  });

  it('takes as many terms as a search may have', async () => {
    await using captures = await filled();
    for (const text of [
      'b '.repeat(50),
      '-b '.repeat(50),
      'body.a:>0 '.repeat(50),
      `body.a:${'1,'.repeat(49)}1`,
    ]) {
      const prepared = captures.search.prepare(text, NOON);
      expect(prepared.problems).toEqual([]);
      expect(await captures.search.ids(prepared, { limit: 10 })).toHaveLength(
        text.startsWith('-') ? 0 : 1,
      );
    }
  });
});
