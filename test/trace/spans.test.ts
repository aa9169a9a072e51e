import { describe, expect, it } from 'vitest';
import type { Stage } from '../../preload/contract/captures.ts';
import { spansOf } from '../../main/trace/spans.ts';
import type { Traced } from '../../main/trace/traced.ts';

const AT = 1_000_000;
const stage = (name: Stage['stage'], startMs: number): Stage => ({
  stage: name,
  startMs,
  durationMs: 1,
  result: 'ok',
  note: `${name} done`,
});

const attempt = (id: number, outcome: 'delivered' | 'failed' | 'sending') => ({
  id,
  number: id,
  trigger: 'auto' as const,
  startedAt: AT + id * 60_000,
  finishedAt: outcome === 'sending' ? null : AT + id * 60_000 + 20,
  outcome,
  status: outcome === 'delivered' ? 200 : null,
  error: outcome === 'failed' ? 'Nothing listens there.' : null,
  method: 'POST',
  url: 'http://localhost:3000/',
  timings: { dnsMs: null, connectMs: 1.25, tlsMs: null, firstByteMs: null },
  totalMs: outcome === 'sending' ? null : 20,
});

function traced(more: object = {}): Traced {
  return {
    capture: {
      id: 'c1',
      receivedAt: AT,
      durationMs: 12,
      method: 'POST',
      target: '/orders?secret=x',
      status: 200,
      decidedBy: 'run',
      reason: null,
      failure: null,
      provider: 'github',
      eventType: 'push',
      endpointName: 'Orders',
      sizeBytes: 3,
      stages: [stage('receive', 0), stage('run', 2), stage('respond', 11)],
    },
    run: {
      id: 'r1',
      appId: 'app',
      name: 'hooks/onOrder',
      startedAt: AT,
      durationMs: 8,
      memoryBytes: 1000,
      user: { id: 'u', type: 'system' },
      error: null,
      logCount: 0,
      hostCallCount: 2,
      hostCalls: [
        {
          atMs: 1,
          durationMs: 2,
          service: '',
          action: 'get',
          args: '{}',
          result: '{"a":1}',
          error: null,
          mode: 'live',
          decision: null,
        },
        {
          atMs: 4,
          durationMs: null,
          service: 'db',
          action: 'insertOne',
          args: '{}',
          result: null,
          error: null,
          mode: 'live',
          decision: null,
        },
      ],
    },
    load: null,
    deliveries: [],
    deliveryCount: 0,
    replays: [],
    ...more,
  } as unknown as Traced;
}

const shape = (given: Traced): string[] => {
  const { spans } = spansOf(given, 'a'.repeat(32));
  const nameOf = (id: string | null): string => spans.find((span) => span.id === id)?.name ?? '–';
  return spans.map((span) => `${span.name} < ${nameOf(span.parent)}: ${span.state}`);
};

describe('the spans of a capture', () => {
  it('hang together: stages, run, calls; without the query, which may hold secrets', () => {
    expect(shape(traced())).toEqual([
      'POST /orders < –: ok',
      'receive < POST /orders: ok',
      'run < POST /orders: ok',
      'respond < POST /orders: ok',
      'hooks/onOrder < run: ok',
      'context.http.get < hooks/onOrder: ok',
      'db.insertOne < hooks/onOrder: failed',
    ]);
  });

  it('begin a run no earlier than its stage, whose clock is finer', () => {
    const { spans } = spansOf(traced(), 'a'.repeat(32));
    const call = spans.find(({ kind }) => kind === 'call');
    expect(spans.find(({ kind }) => kind === 'run')?.startMs).toBe(2);
    expect(call).toMatchObject({ startMs: 3, durationMs: 2, attributes: { Result: '{"a":1}' } });
  });

  it('tell deliveries with their attempts, and replays', () => {
    const delivery = {
      id: 'd1',
      destinationName: 'My server',
      state: 'scheduled',
      reason: 'Nothing listens there.',
      createdAt: AT + 10,
      finishedAt: null,
      attempts: 2,
      attemptsPlanned: 8,
      lastStatus: null,
      eventType: null,
      nextAttemptAt: AT + 999_000,
    };
    const replay = {
      id: 'rp1',
      number: 1,
      startedAt: AT + 5000,
      totalMs: 3,
      outcome: 'answered',
      status: 500,
      url: 'http://localhost:3000/',
      edited: true,
      error: null,
    };
    const given = traced({
      run: null,
      deliveries: [
        { delivery, attempts: [attempt(1, 'failed'), attempt(2, 'sending')], attemptCount: 2 },
      ],
      deliveryCount: 1,
      replays: [replay],
    });
    expect(shape(given).slice(4)).toEqual([
      'deliver to My server < POST /orders: waiting',
      'attempt 1 < deliver to My server: failed',
      'attempt 2 < deliver to My server: running',
      'replay 1 < POST /orders: failed',
    ]);
    const { spans, cuts } = spansOf(given, 'a'.repeat(32));
    expect(spans.find(({ name }) => name === 'attempt 1')).toMatchObject({
      startMs: 60_000,
      durationMs: 20,
      note: 'Nothing listens there.',
      attributes: { Connection: '1.3 ms', URL: 'http://localhost:3000/' },
      link: { page: 'attempt', id: 'd1', attemptId: 1 },
    });
    expect(cuts).toEqual([]);
  });

  it('are 2,000 at most, and what is left out is counted', () => {
    const attempts = Array.from({ length: 1990 }, (_, i) => attempt(i + 1, 'failed'));
    const delivery = {
      id: 'd1',
      destinationName: 'x',
      state: 'failed',
      createdAt: AT,
      finishedAt: AT,
      attempts: 5110,
      attemptsPlanned: 5110,
      reason: null,
      lastStatus: null,
      eventType: null,
      nextAttemptAt: null,
    };
    const { spans, cuts } = spansOf(
      traced({ deliveries: [{ delivery, attempts, attemptCount: 5110 }], deliveryCount: 4 }),
      'a'.repeat(32),
    );
    expect(spans).toHaveLength(1998);
    expect(cuts).toEqual([
      { what: 'deliveries', count: 3, why: 'A trace shows 2,000 spans at most.' },
      { what: 'attempts', count: 3120, why: 'A trace shows 2,000 spans at most.' },
    ]);
  });

  it.each([
    [{ status: 401 }, 'refused'],
    [{ status: 503 }, 'failed'],
    [{ status: null, failure: 'aborted' }, 'failed'],
    [{ status: null, durationMs: null }, 'running'],
  ])('of a capture with %j are %s', (more, state) => {
    const given = traced();
    Object.assign(given.capture, more);
    expect(spansOf(given, 'a'.repeat(32)).spans[0]?.state).toBe(state);
  });
});
