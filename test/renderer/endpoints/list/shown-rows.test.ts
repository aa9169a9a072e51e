import { describe, expect, it } from 'vitest';
import type { Endpoint, EndpointFacts } from '../../../../preload/contract/endpoints.ts';
import { EndpointId } from '../../../../preload/contract/shapes.ts';
import { knownOf, shareOf, type Known } from '../../../../renderer/endpoints/list/known.ts';
import {
  FIRST_SHOWN,
  positionBefore,
  shownRows,
  type Shown,
} from '../../../../renderer/endpoints/list/shown-rows.ts';

const endpointAt = (n: number, change: Partial<Endpoint> = {}): Endpoint => ({
  id: EndpointId.parse(`ep_${n}`),
  name: `Endpoint ${n}`,
  enabled: true,
  path: `/shop${n % 3}/hook${n}`,
  methods: [],
  reply: {
    status: 200,
    headers: [],
    bodyKind: 'json',
    body: '{}',
    delayMs: 0,
    failFirst: { count: 0, status: 500 },
  },
  isInbox: false,
  position: n,
  shadowedBy: null,
  failuresLeft: 0,
  chaosSeen: 0,
  captureCount: n,
  localUrl: '',
  publicUrl: null,
  ...change,
});

const names = {
  labelOf: (id: string) => id.toUpperCase(),
  destinationOf: (id: string) => (id === 'd1' ? 'localhost:3000' : undefined),
};
const known = (endpoint: Endpoint, facts?: EndpointFacts): Known => knownOf(endpoint, facts, names);
const shown = (all: readonly Known[], change: Partial<Shown> = {}): string[] =>
  shownRows(all, { ...FIRST_SHOWN, ...change }).map((row) =>
    row.kind === 'group' ? `${row.label} (${row.count})` : row.known.endpoint.name,
  );
const facts = (change: Partial<EndpointFacts>): EndpointFacts => ({
  id: 'ep_1',
  hours: Array.from({ length: 24 }, () => 1),
  newest: null,
  senders: [],
  chosen: null,
  ...change,
});
const share = (provider: string | null, verified: number, failed: number) => ({
  provider,
  verified,
  failed,
  count: verified + failed,
  newest: 0,
});

describe('what is known of an endpoint', () => {
  it('is one sender by name with the share of what is verified', () => {
    const senders = [share('stripe', 98, 2), share(null, 0, 0)];
    const { sender, today } = known(endpointAt(1), facts({ senders }));
    expect(sender).toMatchObject({ label: 'STRIPE', share: '98 % verified', tone: 'bad' });
    expect(today).toBe(24);
  });

  it('is the number of senders where there are several', () => {
    const senders = [share('stripe', 1, 0), share('github', 1, 0)];
    expect(known(endpointAt(1), facts({ senders })).sender.label).toBe('2 senders');
  });

  it('is the sender that was set before anything came', () => {
    const chosen = { provider: 'github', refuse: true };
    const { sender } = known(endpointAt(1), facts({ chosen }));
    expect(sender).toMatchObject({ label: 'GITHUB', share: 'refuses others' });
  });

  it.each([
    [1000, 0, '100 % verified'],
    [999, 1, '99 % verified'],
    [1, 999, '1 % verified'],
    [0, 5, '0 % verified'],
  ])('says of %i verified and %i failed that it is %s', (verified, failed, words) => {
    expect(shareOf({ verified, failed }).share).toBe(words);
  });

  it('is the server that answers, where it forwards', () => {
    const forward = {
      destinationId: 'd1' as never,
      onFailure: 'queue',
      deadlineMs: 1,
      appendPath: true,
    } as const;
    expect(known(endpointAt(1, { forward })).answer).toBe('→ localhost:3000');
  });
});

describe('the list of endpoints', () => {
  const all = Array.from({ length: 5 }, (_, n) => known(endpointAt(n + 1)));

  it('is found by all words, in name, path, sender and answer', () => {
    expect(shown(all, { text: 'SHOP2 200' })).toEqual(['Endpoint 2', 'Endpoint 5']);
    expect(shown(all, { text: 'nothing like it' })).toEqual([]);
  });

  it.each([
    ['off', { enabled: false }],
    ['never', { captureCount: 0 }],
    ['shadowed', { shadowedBy: 'Endpoint 1' }],
  ] as const)('shows what is %s', (state, change) => {
    expect(shown([...all, known(endpointAt(9, change))], { state })).toEqual(['Endpoint 9']);
  });

  it('shows what fails by its newest capture', () => {
    const newest = { id: 'c' as never, at: 1, status: 500 };
    const failing = known(endpointAt(9), facts({ newest }));
    expect(shown([...all, failing], { state: 'failing' })).toEqual(['Endpoint 9']);
  });

  it('is put in order by name, captures and last hit', () => {
    const hit = known(endpointAt(3), facts({ newest: { id: 'c' as never, at: 9, status: 200 } }));
    const some = [...all.slice(1, 2), hit, ...all.slice(0, 1)];
    expect(shown(some, { order: 'name' })).toEqual(['Endpoint 1', 'Endpoint 2', 'Endpoint 3']);
    expect(shown(some, { order: 'captures' })[0]).toBe('Endpoint 3');
    expect(shown(some, { order: 'last-hit' })[0]).toBe('Endpoint 3');
  });

  it('stands in groups, open up to 60 and folded above until one is opened', () => {
    expect(shown(all, { groupBy: 'path' })).toEqual([
      '/shop1 (2)',
      'Endpoint 1',
      'Endpoint 4',
      '/shop2 (2)',
      'Endpoint 2',
      'Endpoint 5',
      '/shop0 (1)',
      'Endpoint 3',
    ]);
    const many = Array.from({ length: 61 }, (_, n) => known(endpointAt(n + 1)));
    expect(shown(many, { groupBy: 'path' })).toEqual(['/shop1 (21)', '/shop2 (20)', '/shop0 (20)']);
    const turned = new Set(['path:/shop2']);
    expect(shown(many, { groupBy: 'path', turned })).toHaveLength(23);
    // What is looked for is seen at once.
    expect(shown(many, { groupBy: 'path', text: 'hook61' })).toEqual(['/shop1 (1)', 'Endpoint 61']);
  });
});

describe('the position before another endpoint', () => {
  it.each([
    [99, 1, 1],
    [1, 99, 98],
    [5, 6, 5],
    [5, null, 300],
  ])('of %i before %s is %i', (position, before, wanted) => {
    const target = before === null ? null : { position: before };
    expect(positionBefore({ position }, target, 300)).toBe(wanted);
  });
});
