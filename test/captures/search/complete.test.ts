import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOON, Searchable } from './searchable.ts';

async function filled(): Promise<Searchable> {
  const captures = new Searchable();
  const headers: [string, string][] = [
    ['X-GitHub-Event', 'push'],
    ['Authorization', 'Bearer very-secret'],
  ];
  captures.addJson({ data: { object: { Amount: 5 } }, apiToken: 'hidden' }, { headers });
  captures.addJson(
    { data: { object: { Amount: 7 } }, name: 'two words' },
    { target: '/shop?page=3' },
  );
  captures.add({ headers: [['X-GitHub-Event', 'pull_request']], status: 418, endpoint: 'My shop' });
  await captures.search.catchUp(10_000);
  return captures;
}

/** What the text reads after the first suggestion was taken; `|` is the cursor. */
function taken(captures: Searchable, marked: string, label?: string): string | undefined {
  const cursor = marked.indexOf('|');
  const text = marked.replace('|', '');
  const all = captures.search.complete(text, cursor, NOON);
  const one = label === undefined ? all[0] : all.find((suggestion) => suggestion.label === label);
  return one && text.slice(0, one.from) + one.text + text.slice(one.to);
}

const labels = (captures: Searchable, text: string): string[] =>
  captures.search.complete(text, text.length, NOON).map(({ label }) => label);

describe('completion', () => {
  it('offers fields with their help, at the start and after each term', async () => {
    await using captures = await filled();
    expect(labels(captures, '')).toContain('status');
    expect(captures.search.complete('a sta', 5, NOON)).toEqual([
      { text: 'status:', label: 'status', detail: 'Status answered, status:4xx', from: 2, to: 5 },
    ]);
    expect(taken(captures, '-sta|')).toBe('-status:');
    expect(taken(captures, 'st|atus:200 b')).toBe('status:200 b');
    expect(taken(captures, 'hea|')).toBe('header.');
  });

  it('offers names that were seen, by their start or by a part, most used first', async () => {
    await using captures = await filled();
    expect(labels(captures, 'body.')[0]).toBe('body.data.object.Amount');
    expect(taken(captures, 'body.da|')).toBe('body.data.object.Amount:');
    expect(taken(captures, 'body.amo|')).toBe('body.data.object.Amount:');
    expect(taken(captures, 'header.x-g|')).toBe('header.x-github-event:');
    expect(taken(captures, 'query.|')).toBe('query.page:');
    expect(labels(captures, 'nothing.')).toEqual([]);
  });

  it('offers values that were seen, newest first, quoted where they must be', async () => {
    await using captures = await filled();
    expect(labels(captures, 'header.x-github-event:')).toEqual(['pull_request', 'push']);
    expect(labels(captures, 'header.x-github-event:push,pul')).toEqual(['pull_request']);
    expect(taken(captures, 'body.name:tw| x')).toBe('body.name:"two words" x');
    expect(taken(captures, 'endpoint:my|')).toBe('endpoint:"My shop"');
    expect(taken(captures, 'path:/sh|')).toBe('path:/shop');
    expect(labels(captures, 'status:4')).toEqual(['4xx', '418']);
    expect(labels(captures, 'is:p')).toEqual(['pinned', 'replay', 'imported']);
    expect(labels(captures, 'method:po')).toEqual(['POST']);
    expect(taken(captures, 'size:|')).toBe('size:>1kb');
    expect(labels(captures, 'after:20')).toEqual(['2026-11-20']);
  });

  it('does not show secrets, though they can be searched for', async () => {
    await using captures = await filled();
    expect(labels(captures, 'header.authorization:')).toEqual([]);
    expect(labels(captures, 'body.apitoken:')).toEqual([]);
    expect(await captures.find('header.authorization:"bearer very-secret"')).toHaveLength(1);
  });

  it('offers nothing inside a quoted phrase', async () => {
    await using captures = await filled();
    expect(labels(captures, '"sta')).toEqual([]);
  });

  it('gives places within the text for any text and cursor', async () => {
    await using captures = await filled();
    const pieces = ['body.', 'header.x-g', ':', '"', ',', '-', ' ', 'is:', 'status:4', 'after:'];
    const query = fc
      .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 4 })))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(query, fc.integer({ min: -1, max: 50 }), (text, cursor) => {
        for (const { from, to } of captures.search.complete(text, cursor, NOON)) {
          expect(0 <= from && from <= to && to <= text.length).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
