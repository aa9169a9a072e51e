import type { BackfillProviderId } from '../../../preload/contract/backfill.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { hmac, json, timeOf, type Way } from './way.ts';

const iso = (n: number): string => new Date(timeOf(n)).toISOString();
const paypalHeaders: HeaderPair[] = [json, ['PAYPAL-TRANSMISSION-SIG', 'AA==']];

/** The eight that came second. */
export const SECOND_WAYS = {
  contentful: {
    settings: { space: 'sp1', webhook: 'wh1' },
    event: (n: number) => ({
      id: `${n}`.padStart(64, '0'),
      number: `call${n}`,
      // The same entry at the same revision: only the key tells two calls apart.
      body: `{ "sys": {"id":"entry","revision":1}, "fields": {"n": ${n}} }`,
      headers: [
        ['Content-Type', 'application/vnd.contentful.management.v1+json'],
        ['X-Contentful-Topic', 'ContentManagement.Entry.publish'],
        ['X-Contentful-Idempotency-Key', `${n}`.padStart(64, '0')],
      ] as HeaderPair[],
    }),
  },
  datocms: {
    settings: {},
    event: (n: number) => ({
      id: `9007199254740${n + 990}`,
      body: `{"webhook_call_id":"9007199254740${n + 990}","entity_type":"item","event_type":"update","n":${n}}`,
      headers: [json, ['User-Agent', 'DatoCMS (datocms.com)']] as HeaderPair[],
    }),
  },
  paypal: {
    settings: { webhook: 'WH1' },
    event: (n: number) => ({
      id: `WH-${n}A-B`,
      body: `{"id":"WH-${n}A-B","create_time":"${iso(n)}","event_type":"PAYMENT.CAPTURE.COMPLETED","resource":{"big":9007199254740993,"amount":1.0}}`,
      headers: paypalHeaders,
    }),
  },
  square: {
    settings: {},
    event: (n: number) => ({
      id: `sq-${n}`,
      // As in Square's samples: without a zone.
      body: `{"merchant_id":"M","type":"payment.updated","event_id":"sq-${n}","created_at":"${iso(n).replace('Z', '')}","data":{"big":9007199254740993}}`,
      headers: [json, ['x-square-hmacsha256-signature', 'AA==']] as HeaderPair[],
    }),
  },
  workos: {
    settings: { events: 'user.created,  user.updated' },
    event: (n: number) => ({
      id: `event_${n}`,
      body: `{"object":"event","id":"event_${n}","event":"user.created","data":{"n":${n}},"created_at":"${iso(n)}"}`,
      headers: [json, ['WorkOS-Signature', 't=1, v1=00']] as HeaderPair[],
    }),
  },
  chargebee: {
    settings: { site: 'acme-test' },
    event: (n: number) => ({
      id: `ev_${n}`,
      body: `{"id":"ev_${n}","occurred_at":${Math.floor(timeOf(n) / 1000)},"object":"event","event_type":"invoice_generated","webhook_status":"scheduled","content":{"big":9007199254740993}}`,
      headers: [json] as HeaderPair[],
    }),
    given: (body: string) => body.replace('"scheduled"', '"failed"'),
  },
  dwolla: {
    settings: { subscription: 'sub1' },
    event(n: number) {
      const body = `{"id":"dw-${n}", "topic":"transfer_created", "timestamp":"${iso(n)}"}`;
      return {
        id: `dw-${n}`,
        number: `hook${n}`,
        body,
        headers: [
          json,
          ['X-Dwolla-Topic', 'transfer_created'],
          ['X-Request-Signature-SHA-256', hmac(body)],
        ] as HeaderPair[],
      };
    },
  },
  whop: {
    settings: { webhook: 'hook_1' },
    event: (n: number) => ({
      id: `msg_${n}w`,
      number: `whdel_${n}`,
      body: `{"id":"msg_${n}w","api_version":"v1","type":"payment.succeeded","data":{"n":${n}}}`,
      headers: [
        json,
        ['webhook-id', `msg_${n}w`],
        ['webhook-timestamp', '1'],
        ['webhook-signature', 'v1,x'],
      ] as HeaderPair[],
    }),
  },
} satisfies Partial<Record<BackfillProviderId, Way>>;
