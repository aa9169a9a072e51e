import { describe, expect, it } from 'vitest';
import { EndpointId } from '../../../../preload/contract/shapes.ts';
import { rowName, rowWords } from '../../../../renderer/captures/row/row-words.ts';
import { senderGlyph } from '../../../../renderer/senders/sender-glyph.ts';
import { capture, idOf } from '../list/sample-captures.ts';

const at = new Date(2026, 10, 26, 14, 2, 11).getTime();

const paid = capture(1, {
  receivedAt: at,
  target: '/stripe',
  provider: 'stripe',
  eventType: 'invoice.paid',
  signature: 'ok',
});

describe('the words of a row', () => {
  it('begin with the event, and leave out a POST', () => {
    expect(rowWords(paid, '')).toMatchObject({
      event: 'invoice.paid',
      hasEvent: true,
      method: null,
      path: '/stripe',
    });
  });

  it('name the method beside an event where it is no POST', () => {
    expect(rowWords({ ...paid, method: 'PUT' }, '').method).toBe('PUT');
  });

  it('begin with the Incoming Webhook where there is no event', () => {
    const webhook = capture(2, {
      endpointId: EndpointId.parse('wh_abc'),
      endpointName: 'orders/place',
      method: 'GET',
    });
    expect(rowWords(webhook, '')).toMatchObject({ event: 'orders/place', method: 'GET' });
  });

  it('begin with the method where there is neither, and do not repeat it', () => {
    const plain = capture(3, { method: 'DELETE', target: '/a?b=1' });
    expect(rowWords(plain, '')).toMatchObject({
      event: 'DELETE',
      hasEvent: false,
      method: null,
      path: '/a',
    });
    expect(rowWords(capture(4, { method: '', target: '' }), '')).toMatchObject({
      event: '–',
      path: '(no request line)',
    });
  });

  it('leave out a path that is the one of its endpoint', () => {
    expect(rowWords(paid, '/stripe').path).toBeNull();
    expect(rowWords({ ...paid, target: '/stripe?x=1' }, '/stripe').path).toBeNull();
    expect(rowWords({ ...paid, target: '/stripe/eu' }, '/stripe').path).toBe('/stripe/eu');
  });

  it('keep that path where nothing else says what the capture is about', () => {
    expect(rowWords(capture(3, { target: '/orders' }), '/orders').path).toBe('/orders');
  });

  it.each([
    [{ status: 404 }, '404'],
    [{ status: null, durationMs: null }, '…'],
    [{ status: null }, '–'],
    [{ status: null, failure: 'malformed' as const }, 'malformed'],
    [{ status: 431, failure: 'headers-too-large' as const }, 'too large'],
  ])('tell the outcome: %j is %s', (part, status) => {
    expect(rowWords(capture(5, part), '').status).toBe(status);
  });

  it('warn of a reply that took longer than a second', () => {
    expect(rowWords(capture(6, { durationMs: 1000 }), '').slow).toBe(false);
    expect(rowWords(capture(6, { durationMs: 1001 }), '').slow).toBe(true);
  });
});

describe('the name of a row', () => {
  const name = (one: typeof paid, path = '/stripe', sender = 'Stripe'): string =>
    rowName(one, rowWords(one, path), sender);

  it('says sender, event, verdict, outcome and time', () => {
    expect(name(paid)).toBe('Stripe, invoice.paid, verified, answered 200, 14:02:11');
  });

  it('says a path that is shown', () => {
    expect(name(paid, '')).toBe('Stripe, invoice.paid, /stripe, verified, answered 200, 14:02:11');
  });

  it('says what the signs show', () => {
    const one = { ...paid, signature: 'bad' as const, status: 401, pinned: true, hasNote: true };
    expect(name({ ...one, replayOf: idOf(1) })).toBe(
      'Stripe, invoice.paid, not verified, answered 401, 14:02:11, replay, has a note, pinned',
    );
  });

  it('does not claim an answer that was not sent', () => {
    const open = capture(7, { receivedAt: at, status: null, durationMs: null, target: '/x' });
    expect(name(open, '', '')).toBe('POST, /x, not answered yet, 14:02:11');
    expect(name({ ...open, failure: 'aborted', durationMs: 3 }, '', '')).toBe(
      'POST, /x, aborted, 14:02:11',
    );
  });
});

it.each([
  ['Stripe', 'St'],
  ['GitHub', 'GH'],
  ['PayPal', 'PP'],
  ['DocuSign Connect', 'DC'],
  ['X', 'X'],
  ['incident.io', 'II'],
  ['', ''],
])('a sender is two letters: %s is %s', (label, glyph) => {
  expect(senderGlyph(label)).toBe(glyph);
});
