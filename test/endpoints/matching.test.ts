import { describe, expect, it } from 'vitest';
import { insertAt, match, shadows, takesPath } from '../../preload/rules/endpoint-matching.ts';

const endpoint = (path: string, methods: string[] = [], enabled = true) => ({
  path,
  methods,
  enabled,
});

describe('a path prefix', () => {
  it.each([
    ['/orders', '/orders', true],
    ['/orders', '/orders/1', true],
    ['/orders', '/orders2', false],
    ['/orders', '/Orders', false],
    ['/orders/', '/orders', true],
    ['/', '/anything', true],
    ['/', '/', true],
    ['/a/b', '/a', false],
  ])('%s on %s: %s', (prefix, path, taken) => {
    expect(takesPath(prefix, path)).toBe(taken);
  });
});

describe('matching', () => {
  it('takes the first enabled endpoint that fits path and method', () => {
    const get = endpoint('/orders', ['GET']);
    const off = endpoint('/orders', [], false);
    const any = endpoint('/orders');
    const list = [get, off, any];
    expect(match(list, 'GET', '/orders/1')).toBe(get);
    expect(match(list, 'POST', '/orders/1')).toBe(any);
    expect(match(list, 'POST', '/other')).toBeUndefined();
  });

  it('says which endpoint leaves a later one nothing', () => {
    expect(shadows(endpoint('/a'), endpoint('/a/b'))).toBe(true);
    expect(shadows(endpoint('/a', ['GET']), endpoint('/a', ['GET', 'POST']))).toBe(false);
    expect(shadows(endpoint('/a', ['GET']), endpoint('/a'))).toBe(false);
    expect(shadows(endpoint('/a', [], false), endpoint('/a'))).toBe(false);
    expect(shadows(endpoint('/a/b'), endpoint('/a'))).toBe(false);
  });

  it('puts a new endpoint before the first one that would leave it nothing', () => {
    const list = [endpoint('/x'), endpoint('/a'), endpoint('/')];
    expect(insertAt(list, endpoint('/a/b'))).toBe(1);
    expect(insertAt(list, endpoint('/b'))).toBe(2);
    expect(insertAt([], endpoint('/b'))).toBe(0);
  });
});
