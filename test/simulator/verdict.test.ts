import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { numberAt } from '../../main/simulator/check.ts';
import { checkSecret, webhookHeaders } from '../../main/simulator/sign.ts';
import { createTally } from '../../main/simulator/tally.ts';
import { verdictOf } from '../../main/simulator/verdict.ts';
import { fillBody } from '../../preload/rules/simulation-body.ts';

const head = (copies = 1) => ({ id: 'msg_1', type: 'a', late: false, copies });
const hash = (body: string): string => createHash('sha256').update(body).digest('hex');

/** Plays answers in the order given: event, copy, status, body. */
function tallied(heads: ReturnType<typeof head>[], answers: [number, number, number, string][]) {
  const tally = createTally(heads, answers.length);
  for (const [i, [event, copy, status, body]] of answers.entries()) {
    const kind = copy === 0 ? 'first' : 'duplicate';
    tally.begin(kind, event);
    tally.end({
      event,
      kind,
      copy,
      atMs: i * 10,
      status: status === 0 ? null : status,
      error: status === 0 ? 'Nothing listens.' : null,
      errorCode: null,
      totalMs: i + 1,
      bodyHash: hash(body),
      bodyStart: body,
      last: true,
    });
  }
  return {
    page: tally.page,
    summary: tally.summary(),
    verdict: (grew?: number) =>
      verdictOf({
        state: 'finished',
        summary: tally.summary(),
        duplicates: tally.duplicates(),
        growth: grew === undefined ? null : { before: 5, after: 5 + grew, problem: null },
      }),
  };
}

describe('the verdict from outside', () => {
  it('is not good where duplicates are answered as the first: nothing is proven by that', () => {
    const { verdict } = tallied(
      [head(2)],
      [
        [1, 0, 200, 'ok'],
        [1, 1, 200, 'ok'],
      ],
    );
    expect(verdict()).toMatchObject({
      tone: 'neutral',
      title: 'Not proven: 1 duplicate answered 2xx, like the first',
      detail: expect.stringContaining('add a check URL'),
    });
  });

  it('warns where a duplicate is answered 2xx with another body, and shows which', () => {
    const { verdict, page, summary } = tallied(
      [head(2), head()],
      [
        [1, 0, 200, 'made 1'],
        [2, 0, 200, 'made 2'],
        [1, 1, 200, 'made 3'],
      ],
    );
    expect(verdict()).toMatchObject({
      tone: 'warn',
      title: '1 duplicate: all answered 2xx, 1 not like the first',
    });
    expect(summary.differing).toBe(1);
    expect(page('differing', 0, 10)).toMatchObject({
      total: 1,
      items: [{ number: 1, differs: 'body' }],
    });
  });

  it('is bad where a duplicate is refused, whichever of the two came first', () => {
    for (const answers of [
      [200, 409],
      [409, 200],
    ] as const) {
      const { verdict, page } = tallied(
        [head(2)],
        answers.map((status, copy) => [1, copy, status, 'x']),
      );
      expect(verdict()).toMatchObject({ tone: 'bad', title: '1 duplicate: 1 not answered 2xx' });
      expect(page('all', 0, 1).items).toMatchObject([{ differs: 'status', accepted: true }]);
    }
  });

  it('says nothing about idempotency where nothing came twice, or nothing was accepted', () => {
    expect(tallied([head()], [[1, 0, 200, '']]).verdict().tone).toBe('neutral');
    expect(tallied([head()], [[1, 0, 500, '']]).verdict().title).toBe('No event was answered 2xx');
  });

  it('counts statuses, latencies and what came out of order', () => {
    const { summary } = tallied(
      [head(), head(), head()],
      [
        [2, 0, 200, ''],
        [1, 0, 500, ''],
        [3, 0, 0, ''],
      ],
    );
    expect(summary).toMatchObject({
      ok: 1,
      notOk: 1,
      unanswered: 1,
      outOfOrder: 1,
      accepted: 1,
      rejected: 2,
      p50Ms: 1,
      p95Ms: 2,
    });
  });
});

describe('the verdict by a number', () => {
  const twice: [number, number, number, string][] = [
    [1, 0, 200, 'a'],
    [2, 0, 200, 'b'],
    [1, 1, 200, 'a'],
  ];
  it('proves idempotency where it grew by one for each event', () => {
    expect(tallied([head(2), head()], twice).verdict(2)).toMatchObject({
      tone: 'good',
      title: 'Proven idempotent: grew by 2 for 2 events and 1 duplicate',
    });
  });

  it('disproves it where it grew by more', () => {
    expect(tallied([head(2), head()], twice).verdict(3)).toMatchObject({
      tone: 'bad',
      title: 'Not idempotent: grew by 3 for 2 events and 1 duplicate',
    });
  });

  it('finds events that are missing', () => {
    expect(tallied([head(2), head()], twice).verdict(1).title).toMatch(/^Events are missing/);
  });

  it('does not claim more than it knows where an event was never accepted', () => {
    const { verdict } = tallied([head(2), head()], [...twice.slice(0, 2), [1, 1, 500, '']]);
    expect(verdict(2).tone).toBe('good');
    const failed = tallied(
      [head(2), head()],
      [
        [1, 0, 200, ''],
        [2, 0, 500, ''],
        [1, 1, 200, ''],
      ],
    );
    expect(failed.verdict(2)).toMatchObject({ tone: 'warn' });
  });
});

describe('the number of a check', () => {
  it.each([
    ['{"count":3}', 'count', 3],
    ['{"data":{"orders":[1,2]}}', 'data.orders', 2],
    ['[{"n":7}]', '0.n', 7],
    ['12', '', 12],
  ])('of %s at "%s" is %i', (text, path, value) => {
    expect(numberAt(text, path)).toEqual({ value });
  });

  it.each([
    ['<html>', '', /not answer JSON/],
    ['{"a":1}', 'b', /nothing at "b"/],
    ['{"a":"1"}', 'a', /is no number/],
    ['{}', '__proto__', /nothing at/],
  ])('is missing in %s at "%s"', (text, path, words) => {
    expect(numberAt(text, path)).toEqual({ problem: expect.stringMatching(words) });
  });
});

it('fills placeholders, and leaves other braces alone', () => {
  const words = { n: 3, id: 'msg_3', uuid: 'u', type: 'a"b', happenedAt: 0 };
  expect(fillBody('{{n}} {{ id }} {{uuid}} {{now}} {{x}} {{{n}}}', words)).toBe(
    '3 msg_3 u 1970-01-01T00:00:00.000Z {{x}} {3}',
  );
  expect(JSON.parse(fillBody('{"type":"{{type}}"}', words))).toEqual({ type: 'a"b' });
});

it('signs as Standard Webhooks do', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const body = Buffer.from('{"test": 2432232314}');
  const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
  const headers = webhookHeaders({ id, atMs: 1_614_265_330_000, body }, checkSecret(secret));
  // The example of the standard's own libraries.
  expect(headers).toContainEqual([
    'webhook-signature',
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  ]);
  const own = createHmac('sha256', Buffer.from(secret.slice(6), 'base64'));
  expect(own.update(`${id}.1614265330.`).update(body).digest('base64')).toBe(
    'g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  );
  expect(() => checkSecret('whsec_%%%')).toThrow(/whsec_/);
});
