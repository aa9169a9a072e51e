import type { BackfillProviderId } from '../../../preload/contract/backfill.ts';
import { hmac, json, NOW, type Way } from './way.ts';

/** The eight that came first. */
export const FIRST_WAYS = {
  github: {
    settings: { account: 'acme/shop', hook: '7' },
    event(n: number) {
      const body = `{"n":${n},"big":9007199254740993,"price":1.0,"url":"a\\/b"}`;
      const id = `guid-${n}`;
      return {
        id,
        // Above 2^53: two of them would be one number.
        number: `90071992547409${920 + n}`,
        body,
        headers: [
          json,
          ['X-GitHub-Event', 'push'],
          ['X-GitHub-Delivery', id],
          ['X-Hub-Signature-256', `sha256=${hmac(body)}`],
        ],
      };
    },
  },
  stripe: {
    settings: { endpoint: 'we_1' },
    event: (n: number) => ({
      id: `evt_${n}`,
      body: `{"id":"evt_${n}","object":"event","type":"invoice.paid","created":${Math.floor((NOW - n * 30_000) / 1000)},"data":{"big":9007199254740993}}`,
      headers: [json, ['Stripe-Signature', 't=1,v1=00']],
    }),
  },
  gitlab: {
    settings: { project: 'acme/shop', hook: '7' },
    event: (n: number) => ({
      id: `gl-${n}`,
      number: String(100 + n),
      body: `{"object_kind":"push","n":${n}}`,
      headers: [json, ['X-Gitlab-Event', 'Push Hook'], ['webhook-id', `gl-${n}`]],
    }),
  },
  resend: {
    settings: { webhook: 'wh_1' },
    event: (n: number) => ({
      id: `msg_${n}r`,
      body: `{"type":"email.sent","data":{"n":${n}}}`,
      headers: [
        json,
        ['svix-id', `msg_${n}r`],
        ['svix-timestamp', '1'],
        ['svix-signature', 'v1,x'],
      ],
    }),
  },
  svix: {
    settings: { app: 'app_1', endpoint: 'ep_1' },
    event: (n: number) => ({
      id: `msg_${n}s`,
      body: `{"type":"user.created","n":${n}}`,
      headers: [
        json,
        ['svix-id', `msg_${n}s`],
        ['svix-timestamp', '1'],
        ['svix-signature', 'v1,x'],
      ],
    }),
  },
  paddle: {
    settings: {},
    event: (n: number) => ({
      id: `evt_p${n}`,
      number: `ntf_${n}`,
      body: `{"event_id":"evt_p${n}","event_type":"transaction.paid","data":{"n":${n}}}`,
      headers: [json, ['Paddle-Signature', 'ts=1;h1=00']],
    }),
  },
  gocardless: {
    settings: {},
    event(n: number) {
      const body = `{ "events": [{"id":"EV${n}"}], "meta": {"webhook_id": "WB${n}"} }`;
      return {
        id: `WB${n}`,
        number: `WB0${n}`,
        body,
        headers: [json, ['Webhook-Signature', hmac(body)]],
      };
    },
  },
  polar: {
    settings: {},
    event: (n: number) => ({
      id: `po${n}`,
      body: `{"type":"order.paid","data":{"n":${n}}}`,
      headers: [
        json,
        ['webhook-id', `po${n}`],
        ['webhook-timestamp', '1'],
        ['webhook-signature', 'v1,x'],
      ],
    }),
  },
} satisfies Partial<Record<BackfillProviderId, Way>>;
