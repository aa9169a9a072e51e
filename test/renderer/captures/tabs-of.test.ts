import { describe, expect, it } from 'vitest';
import type { ClientCallDetail } from '../../../preload/contract/apps/client-api.ts';
import { DETAIL_TABS } from '../../../renderer/captures/detail/detail-tab-store.ts';
import {
  firstTab,
  isOfApp,
  isOfClient,
  tabsOf,
} from '../../../renderer/captures/detail/tabs-of.ts';
import { callWords } from '../../../renderer/captures/detail/tabs/checks/client-call-words.ts';
import { captureDetail as detail } from './capture-detail.ts';

describe('the tabs of a capture', () => {
  it('are always the same six, in the same order', () => {
    expect(tabsOf({ checks: 0, activity: 0 }).map(({ label }) => label)).toEqual([
      'Body',
      'Request',
      'Reply',
      'Checks',
      'Flow',
      'Activity',
    ]);
  });

  it('count failed checks and what came of it, and no zeros', () => {
    const counted = tabsOf({ checks: 2, activity: 0 }).filter(({ count }) => count !== undefined);
    expect(counted).toEqual([{ id: 'checks', label: 'Checks', count: 2 }]);
  });

  it('have a key each, and no two the same', () => {
    const keys = DETAIL_TABS.map(({ key }) => key);
    expect(keys).toEqual(['b', 'h', 'y', 'v', 'w', 'a']);
  });

  it('open with the body, or with the request where there is none', () => {
    expect(firstTab(detail({ sizeBytes: 3 }))).toBe('body');
    expect(firstTab(detail({ sizeBytes: 0 }))).toBe('request');
    const surplus = { sizeBytes: 2, keptBytes: 2 };
    expect(firstTab(detail({ sizeBytes: 0, surplus }))).toBe('body');
  });
});

describe('what is asked of an app', () => {
  it('is asked for once it was answered, and nowhere else', () => {
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
