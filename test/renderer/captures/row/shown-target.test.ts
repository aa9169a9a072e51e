import { expect, it } from 'vitest';
import { shownTarget } from '../../../../renderer/captures/row/shown-target.ts';

it('keeps secrets in the query out of the list, and all else as it was sent', () => {
  expect(shownTarget('/w/orders/list?secret=abc&status=new')).toBe(
    '/w/orders/list?secret=…&status=new',
  );
  expect(shownTarget('/a?x=1&Password=p&apiKey=k#f')).toBe('/a?x=1&Password=…&apiKey=…#f');
  expect(shownTarget(`/v1/clients/12345/token/${'0'.repeat(60)}abcd?x=1`)).toBe(
    '/v1/clients/12345/token/…abcd?x=1',
  );
  expect(shownTarget('/secret=1?mysecret=2&secret=')).toBe('/secret=1?mysecret=2&secret=');
});

it('shows the end of a call of the client API, and the whole path of a webhook', () => {
  const app = '/api/client/v2.0/app/shop-abcde';
  expect(shownTarget(`${app}/functions/call?a=1`)).toBe('…/functions/call?a=1');
  expect(shownTarget(`${app}/auth/providers/anon-user/login`)).toBe(
    '…/auth/providers/anon-user/login',
  );
  const webhook = `${app}/service/http/incoming_webhook/orders`;
  expect(shownTarget(webhook)).toBe(webhook);
});
