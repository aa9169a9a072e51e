import { describe, expect, it } from 'vitest';
import { DestinationInput } from '../../../preload/contract/destinations.ts';
import { draftOf, readDestination } from '../../../renderer/destinations/form/destination-draft.ts';
import { percent } from '../../../renderer/destinations/destination-words.ts';
import { linePath } from '../../../renderer/destinations/series-path.ts';

const first = { ...draftOf(null), name: 'Shop', url: 'http://127.0.0.1:3000/hook' };

describe('the form of a destination', () => {
  it('asks for the defaults of the contract where nothing else was typed', () => {
    const { input } = readDestination(first);
    const { authorization, ...rest } = DestinationInput.parse({ name: first.name, url: first.url });
    expect(authorization).toBeUndefined();
    // What the engine chooses by the kind is written out: for a web server, this.
    expect(rest).not.toHaveProperty('signing');
    expect(input).toEqual({ ...rest, authorization: null, credentials: null, signing: 'standard' });
  });

  it('reads lists, headers and a schedule of one’s own', () => {
    const { input } = readDestination({
      ...first,
      events: 'order.*, refund.created ,',
      headers: 'X-Team: shop\n\nX-Empty:',
      schedule: 'custom',
      gaps: '5, 60',
      statusRules: [{ statuses: ' 400,404 ', action: 'stop' }],
      filter: ' {"n": 1} ',
      ordering: 'keyed',
      key: '/data/id',
      rateCount: 10,
      ratePer: 'minute',
      timeout: 2.5,
      authorization: ' Bearer abc ',
    });
    expect(input).toMatchObject({
      events: ['order.*', 'refund.created'],
      headers: [
        ['X-Team', 'shop'],
        ['X-Empty', ''],
      ],
      schedule: { kind: 'custom', gaps: [5, 60] },
      statusRules: [{ statuses: '400,404', action: 'stop' }],
      filter: '{"n": 1}',
      ordering: 'keyed',
      orderKey: { from: 'json', pointer: '/data/id' },
      rate: { count: 10, per: 'minute' },
      timeoutMs: 2500,
      authorization: 'Bearer abc',
    });
    expect(DestinationInput.parse(input)).toEqual(input);
  });

  it('leaves a secret value as it was until it is replaced', () => {
    const { input } = readDestination({ ...first, authorization: null });
    expect(input).not.toHaveProperty('authorization');
  });

  it.each([
    [{ name: ' ' }, 'name'],
    [{ url: 'shop.example' }, 'url'],
    [{ schedule: 'custom', gaps: '0' }, 'schedule'],
    [{ timeout: 0 }, 'timeoutMs'],
    [{ headers: 'no colon' }, 'headers'],
    [{ headers: 'Bad Name: x' }, 'headers'],
    [{ statusRules: [{ statuses: ' ', action: 'stop' }] }, 'statusRules.0.statuses'],
    [{ ordering: 'keyed', key: '' }, 'orderKey'],
    [{ url: 'https://localhost', trust: 'pin', fingerprint: '' }, 'trust'],
    [{ url: 'https://localhost', trust: 'ca', pem: ' ' }, 'trust'],
    [{ concurrency: 21 }, 'concurrency'],
    [{ rateCount: null }, 'rate'],
  ] as const)('objects to %j at its field', (some, field) => {
    const { problems, input } = readDestination({ ...first, ...some });
    expect(input).toBeNull();
    expect([...problems.keys()]).toEqual([field]);
  });
});

it('never rounds a share up to all', () => {
  expect([1, 0.9996, 0.5, 0, null].map(percent)).toEqual(['100 %', '99.9 %', '50 %', '0 %', '–']);
});

it('breaks a line of latencies where there are none', () => {
  const slice = (p50Ms: number | null, at: number) => ({
    at,
    delivered: 0,
    failed: 0,
    p50Ms,
    p95Ms: null,
  });
  const path = linePath([10, 20, null, 10].map(slice), 'p50Ms', { width: 40, height: 28, top: 20 });
  expect(path).toBe('M5 14L15 4M35 14h0.01');
});
