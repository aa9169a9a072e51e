import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answer, UNKNOWN } from '../../main/suites/answer.ts';
import { failsBy, judge } from '../../main/suites/judge/judge.ts';
import { shapeChanges } from '../../main/suites/judge/shape.ts';
import { sendCase } from '../../main/suites/send-case.ts';
import { parseTarget } from '../../main/outbound/target.ts';
import { SuiteOptions } from '../../preload/contract/interchange/suite-cases.ts';
import { runs } from '../helpers/runs.ts';
import { startHandler } from './handler.ts';

const answer = (status: number | null, body = '', totalMs = 10): Answer => ({
  ...UNKNOWN,
  outcome: status === null ? 'failed' : 'answered',
  status,
  error: status === null ? 'Nobody listens there.' : null,
  headers: [['Content-Type', 'application/json']],
  body: status === null ? null : Buffer.from(body),
  sizeBytes: body.length,
  totalMs,
});
const JUDGED = { good: ['2xx'], rules: { match: 'exact' as const, ignore: [] } };
const MATCHES = ['shape', 'exact', 'status'] as const;
const json = fc.json({ maxDepth: 4 });
const statuses = fc.constantFrom(200, 204, 400, 500, null);

describe('the verdict of a case', () => {
  it('is the same for an answer held against itself, whatever it is', () => {
    fc.assert(
      fc.property(json, fc.constantFrom(...MATCHES), (body, match) => {
        const before = { from: 'run' as const, answer: answer(200, body) };
        const rules = { match, ignore: [] };
        const answers = [answer(200, body), answer(200, body)];
        expect(judge({ before, answers, good: ['2xx'], rules }).verdict).toBe('same');
      }),
      { numRuns: runs(300) },
    );
  });

  it('is by the table of before and now, and turned round it is the mirror', () => {
    fc.assert(
      fc.property(statuses, statuses, (was, is) => {
        const of = (from: number | null, to: number | null) =>
          judge({ ...JUDGED, before: { from: 'run', answer: answer(from) }, answers: [answer(to)] })
            .verdict;
        const mirror = { fixed: 'regressed', regressed: 'fixed' } as Record<string, string>;
        if (was === null || is === null) return;
        expect(of(is, was)).toBe(mirror[of(was, is)] ?? of(was, is));
      }),
    );
    const table = [
      [null, 200, 'new'],
      [null, 500, 'new-bad'],
      [200, 200, 'same'],
      [200, 204, 'changed'],
      [500, 204, 'fixed'],
      [204, 400, 'regressed'],
      [400, 500, 'still-bad'],
      [200, null, 'unreachable'],
    ] as const;
    for (const [was, is, verdict] of table) {
      const before = was === null ? null : { from: 'run' as const, answer: answer(was) };
      expect(judge({ ...JUDGED, before, answers: [answer(is)] }).verdict).toBe(verdict);
    }
  });

  it('is flaky where one of the answers is another, also one that did not come', () => {
    for (const answers of [
      [answer(200), answer(500)],
      [answer(200), answer(null)],
      [answer(200, '{"a":1}'), answer(200, '{"a":2}')],
    ]) {
      expect(judge({ ...JUDGED, before: null, answers }).verdict).toBe('flaky');
    }
  });

  it('remarks that it got slower from three sends on, by the median', () => {
    const before = { from: 'run' as const, answer: answer(200, '', 100) };
    const slow = (...times: number[]) =>
      judge({ ...JUDGED, before, answers: times.map((ms) => answer(200, '', ms)) });
    expect(slow(351, 90, 400)).toMatchObject({ verdict: 'same', slower: true, medianMs: 351 });
    expect(slow(349, 90, 400).slower).toBe(false);
    expect(slow(400, 400).slower).toBe(false);
  });

  it('fails for what got worse; for what is known, changed or too slow, where that is asked for', () => {
    const fails = (strict: boolean, allowKnown: boolean) =>
      (['regressed', 'still-bad', 'flaky', 'changed', 'fixed', 'same'] as const).filter((verdict) =>
        failsBy(verdict, false, { strict, allowKnown }),
      );
    expect(fails(false, false)).toEqual(['regressed', 'still-bad']);
    expect(fails(false, true)).toEqual(['regressed']);
    expect(fails(true, true)).toEqual(['regressed', 'flaky', 'changed']);
    expect(failsBy('same', true, { strict: false, allowKnown: true })).toBe(true);
  });

  it('holds no value of an answer in its sentence', () => {
    const key = fc.constantFrom('a', 'b', 'token');
    const secret = fc.dictionary(
      key,
      fc.constantFrom(
        'needle',
        ['needle'],
        { a: 'needle' },
        [{ id: 'needle', a: 1 }],
        [{ id: 'needle' }],
        7,
      ),
    );
    fc.assert(
      fc.property(secret, secret, statuses, (was, is, status) => {
        const before = { from: 'run' as const, answer: answer(200, JSON.stringify(was)) };
        const answers = [answer(status, JSON.stringify(is))];
        const why = (['shape', 'exact'] as const).map(
          (match) => judge({ before, answers, good: ['2xx'], rules: { match, ignore: [] } }).why,
        );
        expect(why.join(' ')).not.toContain('needle');
      }),
      { numRuns: runs(200) },
    );
  });
});

describe('the shape of a body', () => {
  it('has no change to itself, and the mirrored ones the other way round', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 4 }), (a, b) => {
        expect(shapeChanges(a, a)).toEqual([]);
        const paths = (changes: ReturnType<typeof shapeChanges>) =>
          changes.map(({ path }) => path).toSorted();
        expect(paths(shapeChanges(a, b))).toEqual(paths(shapeChanges(b, a)));
      }),
      { numRuns: runs(500) },
    );
  });

  it('knows neither how many elements there are, nor a prototype', () => {
    expect(shapeChanges({ items: [] }, { items: [{ a: 1 }, { a: 2 }] })).toEqual([]);
    expect(shapeChanges({ items: [{ a: 1 }] }, { items: [{ a: 2 }, { a: 'x' }] })).toEqual([
      { path: 'body.items.*.a', words: 'number or string, was number' },
    ]);
    const odd: unknown = JSON.parse('{"__proto__":1,"constructor":{"a":1}}');
    expect(shapeChanges({}, odd).map(({ path }) => path)).toEqual([
      'body.__proto__',
      'body.constructor',
    ]);
  });
});

it('a handler that does not answer in time is no answer, and says so', async () => {
  await using handler = await startHandler(() => null);
  const parsed = parseTarget(handler.url);
  if (!parsed.ok) throw new Error(parsed.why);
  const request = {
    method: 'POST',
    target: '/',
    headers: [],
    body: Buffer.from('{}'),
    provider: null,
    endpointId: null,
    resign: true,
  };
  // A clock on which a second passes at once: nobody waits for it.
  const clock = {
    now: () => 0,
    after(_ms: number, job: () => void) {
      const timer = setTimeout(job, 30);
      return () => clearTimeout(timer);
    },
  };
  const { answer: late } = await sendCase(
    request,
    {
      target: parsed.target,
      options: SuiteOptions.parse({ timeoutMs: 1000 }),
      credentials: true,
      sign: () => ({ ok: false, text: 'nobody' }),
    },
    { clock, resolve: (name) => Promise.resolve([name]), checkAddresses: () => undefined },
    new AbortController().signal,
  );
  expect(late).toMatchObject({ outcome: 'failed', status: null, body: null });
  expect(judge({ ...JUDGED, before: null, answers: [late] })).toMatchObject({
    verdict: 'unreachable',
    why: expect.stringMatching(/1 s|second|in time/) as string,
  });
});
