import { describe, expect, it } from 'vitest';
import { endpointName } from '../../../renderer/captures/menu/endpoint-name.ts';
import { headerTerm, isCredential } from '../../../renderer/captures/menu/header-terms.ts';
import { moved } from '../../../renderer/captures/display/move-column.ts';
import { columnOf, isReadColumn, NAMED_COLUMNS } from '../../../renderer/captures/row/columns.ts';
import { capture } from './list/sample-captures.ts';

describe('the term of a header', () => {
  it.each([
    [['X-Shop', 'graz'], 'header.x-shop:graz'],
    [['X-Shop', 'shop of ann'], 'header.x-shop:"shop of ann"'],
    [['X-Quote', 'say "no" \\ yes'], String.raw`header.x-quote:"say \"no\" \\ yes"`],
    [['X-Range', '1..9'], 'header.x-range:"1..9"'],
    [['X-Empty', ''], null],
    [['X-Long', 'x'.repeat(201)], null],
    [['X-Bell', 'a\u0007b'], null],
    [['Authorization', 'Bearer needle'], null],
    [['Stripe-Signature', 't=1,v1=00'], null],
  ] as const)('of %j is %s', ([name, value], term) => {
    expect(headerTerm([name, value])).toBe(term);
  });

  it.each(['Cookie', 'X-Api-Key', 'X-Gitlab-Token', 'X-Shopify-Hmac-Sha256', 'X-Secret'])(
    'is none for %s: it proves who calls',
    (name) => {
      expect(isCredential(name)).toBe(true);
    },
  );
});

it.each([
  ['/orders', 'Orders'],
  ['/shop/orders-paid', 'Orders paid'],
  ['/a/b_c/', 'B c'],
  ['/--/', '/--/'],
])('an endpoint for %s is called “%s”', (path, name) => {
  expect(endpointName(path)).toBe(name);
});

describe('columns', () => {
  const three = ['a', 'b', 'c'].map((id) => ({ id, width: 100 }));
  const ids = (id: string, by: number): string =>
    moved(three, id, by)
      .map((one) => one.id)
      .join('');

  it('move by places, and not beyond the ends', () => {
    expect([ids('a', 1), ids('c', -1), ids('a', 9), ids('c', -9)]).toEqual([
      'bac',
      'acb',
      'bca',
      'cab',
    ]);
    expect(ids('other', 1)).toBe('abc');
  });

  it('of a name of its own have a label; those of a value are called by it', () => {
    for (const id of NAMED_COLUMNS) expect(columnOf(id).label).not.toBe(id);
    expect(columnOf('body.customer.email').label).toBe('customer.email');
    expect(columnOf('constructor').text(capture(1))).toBe('');
  });

  it('show what came with the list, and nothing where a capture has none', () => {
    const one = { ...capture(1), extra: { 'header.x-shop': 'graz' } };
    expect(columnOf('header.x-shop').text(one)).toBe('graz');
    expect(columnOf('query.page').text(one)).toBe('');
    expect(['header.x', 'note', 'attempt'].every(isReadColumn)).toBe(true);
    expect(['size', 'endpoint', 'tunnel'].some(isReadColumn)).toBe(false);
  });
});
