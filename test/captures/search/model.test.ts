import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NOON, Searchable, type Sample } from './searchable.ts';
import { runs } from '../../helpers/runs.ts';

/** A capture as the model sees it, apart from how it is stored. */
interface Model {
  method: string;
  status: number | null;
  size: number;
  pinned: boolean;
  replay: boolean;
  note: string;
  event: string | null;
  amount: number | null;
  kind: string | null;
  tags: string[];
  words: string[];
  ageMinutes: number;
}

/** A term as it is typed, and what it means. */
interface ModelTerm {
  text: string;
  holds: (capture: Model) => boolean;
}

const WORDS = ['apple', 'pear', 'plum'];
const EVENTS = ['push', 'pull_request', 'Release'];
const word = fc.constantFrom(...WORDS);

const model: fc.Arbitrary<Model> = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'PUT'),
    status: fc.constantFrom(null, 200, 204, 404, 503),
    pinned: fc.boolean(),
    replay: fc.boolean(),
    note: fc.constantFrom('', 'Look at this', '100%'),
    event: fc.constantFrom(null, ...EVENTS),
    amount: fc.constantFrom(null, -1, 0, 9.5, 10, 1000),
    kind: fc.constantFrom(null, 'a', 'B', 'a_b'),
    tags: fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 3 }),
    words: fc.array(word, { maxLength: 3 }),
    ageMinutes: fc.integer({ min: 0, max: 300 }),
  })
  .map((capture) => ({ ...capture, size: bodyOf(capture).length }));

function bodyOf(capture: Omit<Model, 'size'>): string {
  const { amount, kind, tags, words } = capture;
  return JSON.stringify({
    ...(amount !== null && { amount }),
    ...(kind !== null && { data: { kind } }),
    tags,
    text: words.join(' '),
  });
}

function sampleOf(capture: Model): Sample {
  return {
    method: capture.method,
    status: capture.status,
    pinned: capture.pinned,
    note: capture.note,
    receivedAt: NOON - capture.ageMinutes * 60_000,
    headers: capture.event === null ? [] : [['X-Event', capture.event]],
    body: bodyOf(capture),
    ...(capture.replay && { replayOf: 1 }),
  };
}

const same = (a: string | null, b: string): boolean => a?.toLowerCase() === b.toLowerCase();

const term: fc.Arbitrary<ModelTerm> = fc
  .oneof(
    word.map((w) => ({ text: `${w} `, holds: (c: Model) => c.words.includes(w) })),
    fc.tuple(word, word).map(([a, b]) => ({
      text: `"${a} ${b}"`,
      holds: (c: Model) => ` ${c.words.join(' ')} `.includes(` ${a} ${b} `),
    })),
    fc.constant({
      text: 'p*',
      holds: (c: Model) => c.words.some((w) => w.startsWith('p')) || c.event?.[0] === 'p',
    }),
    fc.subarray(['get', 'POST', 'Put'], { minLength: 1 }).map((methods) => ({
      text: `method:${methods.join(',')}`,
      holds: (c: Model) => methods.some((method) => same(c.method, method)),
    })),
    fc.constantFrom(200, 404, 503).map((status) => ({
      text: `status:${status}`,
      holds: (c: Model) => c.status === status,
    })),
    fc.constant({ text: 'status:2xx', holds: (c: Model) => c.status === 200 || c.status === 204 }),
    fc.constant({ text: 'status:>204', holds: (c: Model) => (c.status ?? 0) > 204 }),
    fc.integer({ min: 20, max: 80 }).map((size) => ({
      text: `size:>=${size}`,
      holds: (c: Model) => c.size >= size,
    })),
    fc.constant({ text: 'is:pinned', holds: (c: Model) => c.pinned }),
    fc.constant({ text: 'is:replay,pinned', holds: (c: Model) => c.pinned || c.replay }),
    fc.constant({ text: 'has:note', holds: (c: Model) => c.note !== '' }),
    fc.constant({ text: 'note:0%', holds: (c: Model) => c.note === '100%' }),
    fc.constantFrom(...EVENTS).map((event) => ({
      text: `header.x-event:${event.toUpperCase()}`,
      holds: (c: Model) => same(c.event, event),
    })),
    fc.constant({ text: 'header.x-event:*', holds: (c: Model) => c.event !== null }),
    fc.constant({ text: 'header.x-event:pu*', holds: (c: Model) => c.event?.[1] === 'u' }),
    fc.constantFrom(0, 9.5, 10).map((n) => ({
      text: `body.amount:>${n}`,
      holds: (c: Model) => c.amount !== null && c.amount > n,
    })),
    fc.constant({
      text: 'body.amount:0..10',
      holds: (c: Model) => c.amount !== null && c.amount >= 0 && c.amount <= 10,
    }),
    fc.constant({
      text: 'body.amount:1e1,-1',
      holds: (c: Model) => c.amount === 10 || c.amount === -1,
    }),
    fc.constantFrom('A', 'b', 'a_b').map((kind) => ({
      text: `body.data.kind:${kind}`,
      holds: (c: Model) => same(c.kind, kind),
    })),
    fc.constantFrom('x', 'y').map((tag) => ({
      text: `body.tags:${tag}`,
      holds: (c: Model) => c.tags.includes(tag),
    })),
    fc.tuple(fc.constantFrom('x', 'y'), fc.nat({ max: 2 })).map(([tag, i]) => ({
      text: `body.tags.${i}:${tag}`,
      holds: (c: Model) => c.tags[i] === tag,
    })),
    fc.integer({ min: 1, max: 299 }).map((minutes) => ({
      text: `after:${minutes}m`,
      holds: (c: Model) => c.ageMinutes <= minutes,
    })),
    fc.integer({ min: 1, max: 299 }).map((minutes) => ({
      text: `before:${minutes}m`,
      holds: (c: Model) => c.ageMinutes > minutes,
    })),
  )
  .chain((one) =>
    fc
      .boolean()
      .map((negated) =>
        negated ? { text: `-${one.text}`, holds: (c: Model) => !one.holds(c) } : one,
      ),
  );

it('finds exactly what a look at every capture would find, in pages of any size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(model, { minLength: 1, maxLength: 25 }),
      fc.array(fc.array(term, { minLength: 1, maxLength: 4 }), { minLength: 20, maxLength: 20 }),
      fc.integer({ min: 1, max: 9 }),
      async (models, searches, pageSize) => {
        await using captures = new Searchable();
        const kept = models.map((one) => ({ id: captures.add(sampleOf(one)), model: one }));
        kept.sort((a, b) => b.id - a.id);
        for (const terms of searches) {
          const text = `${terms.map((one) => one.text).join(' ')} `;
          const wanted = kept
            .filter((one) => terms.every(({ holds }) => holds(one.model)))
            .map((one) => one.id);
          expect(await captures.find(text), text).toEqual(wanted);
          expect(captures.findByCondition(text), text).toEqual(wanted);
          expect(await inPages(captures, text, pageSize), text).toEqual(wanted);
        }
        expect(captures.problems).toEqual([]);
      },
    ),
    { numRuns: runs(40) },
  );
});

async function inPages(captures: Searchable, text: string, size: number): Promise<number[]> {
  const all: number[] = [];
  for (;;) {
    const page = await captures.find(text, size, all.at(-1));
    all.push(...page);
    if (page.length < size) return all;
  }
}
