import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../../preload/contract/endpoints.ts';
import {
  copiedPath,
  nameFor,
  readNewEndpoint,
  unmatchedPath,
} from '../../../../renderer/endpoints/list/new-endpoint-text.ts';
import { readTested, takerOf, whyNot } from '../../../../renderer/endpoints/list/test-path.ts';

describe('a new endpoint in one line', () => {
  it.each([
    ['/orders', [], '/orders', 200],
    ['orders', [], '/orders', 200],
    ['/orders/', [], '/orders', 200],
    ['/', [], '/', 200],
    ['/orders 201', [], '/orders', 201],
    ['post /orders 201', ['POST'], '/orders', 201],
    ['http://127.0.0.1:8976/orders/a?x=1', [], '/orders/a', 200],
    ['https://quiet-fox.example', [], '/', 200],
    ['201', [], '/201', 200],
  ])('%j is read', (typed, methods, path, status) => {
    expect(readNewEndpoint(typed)).toEqual({ methods, path, status });
  });

  it('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        expect(readNewEndpoint(typed).path).toBeTypeOf('string');
      }),
    );
  });

  it('is called like the last part of its path, in a form that is free', () => {
    expect(nameFor('/hooks/orders', ['Other'])).toBe('orders');
    expect(nameFor('/hooks/orders', ['Orders', 'orders 2'])).toBe('orders 3');
    expect(nameFor('/', [])).toBe('root');
  });

  it('begins with the newest path that no endpoint takes', () => {
    const list = [{ path: '/a', isInbox: false, enabled: true, methods: [] }] as never;
    expect(unmatchedPath(['/', '/a/1', '/b?x=1', '/c'], list)).toBe('/b');
    expect(unmatchedPath(['/', '/a'], list)).toBeNull();
  });

  it.each([
    ['https://a.test/hooks?x=1', '/hooks'],
    [' /orders\n', '/orders'],
    ['some words', null],
    ['secret', null],
    ['https://a.test', null],
    ['', null],
  ])('takes from the copied text %j the path %j', (text, path) => {
    expect(copiedPath(text)).toBe(path);
  });
});

describe('the test of a path', () => {
  const at = (name: string, change: Partial<Endpoint> = {}) =>
    ({ name, enabled: true, path: '/', methods: [], isInbox: false, ...change }) as Endpoint;
  const list = [
    at('Off', { path: '/orders', enabled: false }),
    at('Reads', { path: '/orders', methods: ['GET'] }),
    at('Other', { path: '/other' }),
    at('Orders', { path: '/orders' }),
    at('Inbox', { isInbox: true }),
  ];

  it('says which endpoint takes it, and why those above it do not', () => {
    const tested = readTested('post /orders/1?x=1')!;
    expect(tested).toEqual({ method: 'POST', path: '/orders/1' });
    expect(takerOf(list, tested)?.name).toBe('Orders');
    expect(list.slice(0, 4).map((one) => whyNot(one, tested))).toEqual([
      'off',
      'takes GET only',
      'another path',
      null,
    ]);
  });

  it('leaves to everything else what no endpoint takes', () => {
    expect(takerOf(list, readTested('/none')!)).toBeNull();
  });

  it.each(['', 'orders', 'POST '])('waits for a path in %j', (typed) => {
    expect(readTested(typed)).toBeNull();
  });
});
