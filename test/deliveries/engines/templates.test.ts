import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { structuredEvent } from '../../../main/deliveries/engines/cloud-event.ts';
import { factsOf } from '../../../main/deliveries/engines/facts.ts';
import { readPlaces } from '../../../main/deliveries/engines/places.ts';
import { asSubject, canMatch, subjectProblem } from '../../../main/deliveries/engines/subject.ts';
import { fillTemplate, readTemplate } from '../../../main/deliveries/engines/template.ts';
import { asMessage } from '../../../main/deliveries/sending/transports/sqs.ts';
import { runs } from '../../helpers/runs.ts';
import { capture } from '../delivery-room.ts';

const BODY = '{"order":{"id":12,"tags":["a","b"],"none":null},"ok":true}';
const of = {
  facts: factsOf(
    capture(1, BODY, {
      target: '/in/hooks?shop=7&x=a%20b',
      provider: 'stripe',
      endpointName: 'Payments',
      deliveryId: 'evt_1',
      headers: [
        ['X-Shop', 'blue'],
        ['Authorization', 'Bearer needle'],
        ['X-Api-Key', 'needle'],
      ],
    }),
  ),
  eventType: 'charge.succeeded',
  body: Buffer.from(BODY),
};

describe('a template', () => {
  it.each([
    ['webhooks.{provider}.{event}', 'webhooks.stripe.charge.succeeded'],
    ['{endpoint}/{method}{path}', 'Payments/POST/in/hooks'],
    ['{deliveryId}-{query.shop}-{query.x}-{query.y}', 'evt_1-7-a b-_'],
    ['{header.x-shop}{header.authorization}{header.x-api-key}', 'blue__'],
    [
      '{body.order.id}.{body.order.tags.1}.{body.ok}.{body.order}.{body.order.none}',
      '12.b.true._._',
    ],
    ['plain', 'plain'],
  ])('%s gives %s', (template, text) => expect(fillTemplate(template, of)).toBe(text));

  it.each(['{shop}', '{header}', '{body.}', '{event', 'event}', '{}', '{constructor.name}'])(
    '%s does not read, and says so',
    (template) => expect(readTemplate(template)).toMatchObject({ ok: false, why: /./ }),
  );

  it('a subject has no wildcard, space or empty token, whatever is put into it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
        const text = String.fromCharCode(...units);
        expect(asSubject(`webhooks.${text}`)).toMatch(/^webhooks(\.[A-Za-z0-9_-]+)+$/);
      }),
      { numRuns: runs(300) },
    );
    expect(subjectProblem('webhooks.>')).toMatch(/no wildcards/);
    expect(subjectProblem('webhooks.{event}')).toBe(null);
  });

  it.each([
    ['webhooks.{provider}.{event}', 'webhooks.>', true],
    ['webhooks.{provider}.{event}', 'webhooks.github.*', true],
    ['webhooks.{provider}.{event}', 'webhooks.*', false],
    ['webhooks.{event}', 'webhooks.a.b.c', true],
    ['orders.{event}', 'webhooks.>', false],
    ['a.b', 'a.*', true],
    ['a.b', 'a.b.c', false],
    ['a', 'a.>', false],
  ])('%s can lead into %s: %s', (template, pattern, fits) =>
    expect(canMatch(template, pattern)).toBe(fits),
  );
});

describe('the address of brokers', () => {
  it('is taken apart into hosts, with the usual port', () => {
    const read = readPlaces('nats', ' tls://a.example, b.example:80 ,tls://[::1]:4333');
    expect(
      read.ok && read.targets.map(({ hostname, port, protocol }) => [hostname, port, protocol]),
    ).toEqual([
      ['a.example', 4222, 'https:'],
      ['b.example', 80, 'https:'],
      ['::1', 4333, 'https:'],
    ]);
  });
  it.each([
    ['http://a', /Begin with nats/],
    ['nats://ann:secret@a', /own fields/],
    ['nats://a,tls://b', /nats:\/\/ for all/],
    ['nats://a/b', /not a host/],
    ['nats://a,,b', /not a host/],
  ])('%s is refused', (url, why) =>
    expect(readPlaces('nats', url)).toEqual({ ok: false, why: expect.stringMatching(why) }),
  );
});

describe('bytes on their way into text', () => {
  it('a structured event holds JSON byte for byte, and all else so that it comes out again', () => {
    const attributes = [['id', 'msg_1']] as [string, string][];
    const long = structuredEvent(
      attributes,
      'application/json',
      Buffer.from('{"n": 12345678901234567890.0}'),
    );
    expect(long.toString()).toContain('"data":{"n": 12345678901234567890.0}}');
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const event = JSON.parse(
          structuredEvent(attributes, 'application/x', Buffer.from(bytes)).toString(),
        );
        expect(Buffer.from(event.data_base64, 'base64')).toEqual(Buffer.from(bytes));
        expect(event.id).toBe('msg_1');
      }),
      { numRuns: runs(100) },
    );
  });

  it('SQS gets text that it takes, or base64 that says so, and ten attributes at most', () => {
    const headers = Array.from({ length: 20 }, (_, i): [string, string] => [`http-h${i}`, 'x']);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
        const body = Buffer.from(bytes);
        const { text, attributes } = asMessage({ headers: [['ce-id', 'm'], ...headers], body });
        const isBase64 = attributes.some(([name]) => name === 'backstitchencoding');
        expect(Buffer.from(text, isBase64 ? 'base64' : 'utf8')).toEqual(body);
        expect(attributes).toHaveLength(10);
        expect(attributes[0]).toEqual(['ce-id', 'm']);
      }),
      { numRuns: runs(200) },
    );
  });
});
