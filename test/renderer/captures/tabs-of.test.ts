import { describe, expect, it } from 'vitest';
import type { CaptureDetail } from '../../../preload/contract/captures.ts';
import type { ClientCallDetail } from '../../../preload/contract/apps/client-api.ts';
import { isOfApp, isOfClient, tabsOf } from '../../../renderer/captures/detail/tabs-of.ts';
import { callWords } from '../../../renderer/captures/detail/tabs/client-call-words.ts';

const detail = (part: Partial<CaptureDetail> = {}): CaptureDetail =>
  ({
    target: '/orders?a=1&a=2',
    headers: [['Host', 'x']],
    provider: null,
    signature: null,
    durationMs: 3,
    replayCount: 0,
    ...part,
  }) as CaptureDetail;

describe('the tabs of a capture', () => {
  const ids = (...args: Parameters<typeof tabsOf>): string[] => tabsOf(...args).map(({ id }) => id);

  it('are only those that have something to say', () => {
    expect(ids(detail(), false, false, false)).not.toContain('sender');
    expect(ids(detail({ provider: 'github' }), false, false, false)).toContain('sender');
    expect(ids(detail({ signature: 'bad' }), false, false, false)).toContain('sender');
    expect(ids(detail(), true, false, true)).toEqual([
      'overview',
      'webhook',
      'table',
      'headers',
      'body',
      'query',
      'reply',
      'timeline',
      'replays',
      'deliveries',
    ]);
  });

  it('count what is in them, repeated names too, and no zeros', () => {
    const countOf = (part: Partial<CaptureDetail>, id: string) =>
      tabsOf(detail(part), false, false, false).find((tab) => tab.id === id)?.count;
    expect(countOf({}, 'query')).toBe(2);
    expect(countOf({ target: '/orders' }, 'query')).toBeUndefined();
    expect(countOf({}, 'replays')).toBeUndefined();
    expect(countOf({ replayCount: 4 }, 'replays')).toBe(4);
  });

  it('of an app are asked for once it was answered, and nowhere else', () => {
    expect(isOfApp(detail({ target: '/w/shop/orders' }))).toBe(true);
    expect(isOfApp(detail({ target: '/app/shop/endpoint/a' }))).toBe(true);
    expect(isOfApp(detail({ target: '/w/shop/orders', durationMs: null }))).toBe(false);
    expect(isOfApp(detail({ target: '/orders/w/' }))).toBe(false);
    expect(isOfClient(detail({ target: '/api/client/v2.0/app/shop/functions/call' }))).toBe(true);
    expect(isOfClient(detail({ target: '/w/shop/orders' }))).toBe(false);
  });
});

describe('a call of a client in words', () => {
  const said = (part: Partial<ClientCallDetail>): string =>
    callWords({ call: 'call', service: '', name: '', provider: '', ...part } as ClientCallDetail);

  it('names the function, and the service it belongs to', () => {
    expect(said({ name: 'price' })).toBe('Calls the function price');
    expect(said({ name: 'find', service: 'mongodb' })).toBe('Calls mongodb.find');
    expect(said({})).toBe('Calls a function');
    expect(said({ call: 'stream' })).toBe('Opens a stream');
  });

  it('names the way somebody signs in', () => {
    expect(said({ call: 'login', provider: 'api-key' })).toBe('Signs in by api-key');
    expect(said({ call: 'logout' })).toBe('Signs out');
  });
});
