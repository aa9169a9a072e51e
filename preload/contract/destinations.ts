import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Delivery, DestinationId, onDestination } from './deliveries.ts';
import { Attempt } from './deliveries/attempts.ts';
import {
  DestinationKind,
  EngineCredentials,
  EngineReceipt,
  EngineSettings,
} from './deliveries/engines.ts';
import { OrderKey, RetrySchedule, StatusRule, Trust } from './deliveries/rules.ts';
import { CaptureId, EpochMs, HeaderPair } from './shapes.ts';

export const DestinationInput = z.object({
  name: z.string().trim().min(1).max(80),
  kind: DestinationKind.default('http'),
  url: z
    .string()
    .min(1)
    .max(4000)
    .describe(
      'https, or http on this computer; for engines `nats://` and `kafka://` on this computer, `tls://` and ' +
        '`kafkas://` elsewhere, several hosts with commas; the URL of an SQS queue',
    ),
  engine: EngineSettings.nullable().default(null).describe('for `nats`, `kafka` and `sqs`'),
  credentials: EngineCredentials.nullable()
    .optional()
    .describe('for an engine; never read back; left out: as they were'),
  headers: z.array(HeaderPair).max(100).default([]).describe('sent with each attempt'),
  authorization: z
    .string()
    .max(4000)
    .nullable()
    .optional()
    .describe('value of Authorization; never read back; left out: as it was'),
  signing: z
    .string()
    .min(1)
    .max(60)
    .optional()
    .describe(
      'standard: Standard Webhooks; none; or the id of a provider, to sign as it does; left out: ' +
        'standard, and none for an engine, which takes these two only',
    ),
  events: z
    .array(z.string().max(200))
    .max(100)
    .default([])
    .describe('event types taken, `order.*` for a prefix; empty: all'),
  schedule: RetrySchedule.default({ kind: 'stitchex' }),
  timeoutMs: z
    .number()
    .int()
    .min(1000)
    .max(120_000)
    .nullable()
    .default(null)
    .describe('for the whole answer; null: that of the schedule, 30 s where it names none'),
  statusRules: z
    .array(StatusRule)
    .max(20)
    .default([])
    .describe('the first that fits decides; without one: 410 switches off, the rest is retried'),
  filter: z
    .string()
    .max(4000)
    .default('')
    .describe('a JSON expression on the JSON body: `{"data.total": {"$gt": 100}}`; empty: all'),
  ordering: z
    .enum(['parallel', 'fifo', 'keyed'])
    .default('parallel')
    .describe('keyed: one after the other for each key, others beside it'),
  orderKey: OrderKey.nullable().default(null).describe('for `keyed`'),
  trust: Trust.nullable()
    .default(null)
    .describe('for https; null: the authorities of this computer'),
  concurrency: z.number().int().min(1).max(20).default(5),
  rate: z
    .object({ count: z.number().int().min(1).max(10_000), per: z.enum(['second', 'minute']) })
    .nullable()
    .default(null),
  allowPrivate: z.boolean().default(false).describe('addresses of the private network are allowed'),
  idempotencyKey: z.boolean().default(true).describe('send Idempotency-Key'),
  trace: z
    .enum(['off', 'pass', 'start'])
    .default('pass')
    .describe(
      'W3C trace context: pass goes on with the traceparent that a capture came with, start begins one ' +
        'where none came; never where the captured bytes are kept',
    ),
});
export type DestinationInput = z.infer<typeof DestinationInput>;

export const SigningSecret = z.object({
  id: z.string(),
  last4: z.string(),
  createdAt: EpochMs,
  signsUntil: EpochMs.nullable().describe('null: the newest, without an end'),
});
export type SigningSecret = z.infer<typeof SigningSecret>;

export const Health = z.object({
  waiting: z.number().int(),
  held: z.number().int(),
  successRate: z.number().nullable().describe('attempts of the last 24 h, 0 to 1'),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  lastError: z.string().nullable(),
  lastAttemptAt: EpochMs.nullable(),
});
export type Health = z.infer<typeof Health>;

export const Destination = DestinationInput.omit({
  authorization: true,
  credentials: true,
}).extend({
  id: DestinationId,
  signing: z.string(),
  shownUrl: z.string().describe('with possible tokens in its path left out'),
  hasAuthorization: z.boolean(),
  hasCredentials: z.boolean(),
  state: z.enum(['live', 'paused', 'off']),
  offReason: z.string().nullable().describe('why it was switched off, in words'),
  breaker: z.object({
    state: z.enum(['closed', 'open', 'half-open']),
    until: EpochMs.nullable(),
  }),
  secrets: z.array(SigningSecret),
  health: Health,
  createdAt: EpochMs,
  shared: z
    .object({
      needs: z
        .array(z.enum(['agreement', 'secret', 'authorization']))
        .describe(
          'what this Backstitch lacks to send for it, by `team.equip`; agreement: somebody here has to say yes ' +
            'to where it sends; empty: it is equipped',
        ),
    })
    .nullable()
    .describe('the team delivers to it together; null: this Backstitch alone'),
});
export type Destination = z.infer<typeof Destination>;

/** The certificate that a server shows. */
export const ShownCertificate = z.object({
  fingerprint: z.string().describe('`sha256/` and base64, of the public key'),
  subject: z.string(),
  issuer: z.string(),
  names: z.array(z.string()).describe('for which it was issued'),
  validFrom: EpochMs,
  validTo: EpochMs,
  problem: z.string().nullable().describe('why this computer does not accept it; null: it does'),
});
export type ShownCertificate = z.infer<typeof ShownCertificate>;

const byDestination = z.object({ id: DestinationId });

export const destinations = {
  list: oc
    .route({ method: 'GET', path: '/destinations', summary: 'Destinations and their health' })
    .output(z.array(Destination)),
  create: oc
    .route({ method: 'POST', path: '/destinations', summary: 'Add a destination' })
    .input(DestinationInput)
    .output(Destination)
    .errors(onDestination),
  update: oc
    .route({ method: 'PUT', path: '/destinations/{id}', summary: 'Change a destination' })
    .input(DestinationInput.extend({ id: DestinationId }))
    .output(Destination)
    .errors(onDestination),
  remove: oc
    .route({
      method: 'DELETE',
      path: '/destinations/{id}',
      summary: 'Delete a destination; its waiting deliveries are canceled',
    })
    .input(byDestination)
    .output(z.object({ canceled: z.number().int() }))
    .errors(onDestination),
  setState: oc
    .route({ method: 'PUT', path: '/destinations/{id}/state', summary: 'Pause or resume' })
    .input(
      byDestination.extend({
        state: z.enum(['live', 'paused']),
        held: z
          .enum(['send', 'discard'])
          .default('send')
          .describe('what was held while it was paused'),
      }),
    )
    .output(Destination)
    .errors(onDestination),
  test: oc
    .route({ method: 'POST', path: '/destinations/{id}/test', summary: 'Send a test event' })
    .input(byDestination)
    .output(Delivery)
    .errors(onDestination),
  /** Nothing of it is kept: no delivery, no secret. */
  tryOut: oc
    .route({
      method: 'POST',
      path: '/destinations/try-out',
      summary: 'Send a test event as a form describes its destination, before it is saved',
    })
    .input(
      DestinationInput.extend({
        id: DestinationId.nullable()
          .default(null)
          .describe('lends its secrets and credentials; null: a secret made for this test'),
      }),
    )
    .output(Attempt)
    .errors(onDestination),
  /** Asks no engine anything. */
  preview: oc
    .route({
      method: 'POST',
      path: '/destinations/preview',
      summary: 'What the templates of an engine make of the newest capture',
    })
    .input(z.object({ kind: DestinationKind, engine: EngineSettings }))
    .output(
      z.object({
        captureId: CaptureId.nullable().describe(
          'null: nothing was captured yet, a test event is shown',
        ),
        place: EngineReceipt.shape.place,
        attributes: z
          .array(HeaderPair)
          .describe('what goes beside the body, with their names there'),
      }),
    )
    .errors(onDestination),
  /** Shakes hands with a server and sends nothing. */
  certificate: oc
    .route({
      method: 'POST',
      path: '/destinations/certificate',
      summary: 'Fetch the certificate of a server',
    })
    .input(z.object({ url: z.string().min(1).max(4000), allowPrivate: z.boolean().default(false) }))
    .output(ShownCertificate)
    .errors(onDestination),
  /**
   * Opens a bare connection and closes it: no request is sent. Only on this computer; elsewhere
   * nothing is tried, and null is answered.
   */
  listens: oc
    .route({
      method: 'GET',
      path: '/listening',
      summary: 'Whether something listens at an address of this computer',
    })
    .input(z.object({ address: z.string().max(4000).describe('as for `endpoints.forwardTo`') }))
    .output(z.object({ listening: z.boolean().nullable() })),
  /** The secret in clear: to be copied to the receiver. */
  secret: oc
    .route({
      method: 'POST',
      path: '/destinations/{id}/secrets/{secretId}/reveal',
      summary: 'The signing secret',
    })
    .input(byDestination.extend({ secretId: z.string() }))
    .output(z.object({ value: z.string() }))
    .errors(onDestination),
  rotate: oc
    .route({
      method: 'POST',
      path: '/destinations/{id}/rotate',
      summary: 'Rotate the secret; the old one keeps signing for a while',
    })
    .input(
      byDestination.extend({
        overlapHours: z.number().min(0).max(168).default(24).describe('0: the old one is dropped'),
      }),
    )
    .output(Destination)
    .errors(onDestination),
  /** Attempts in slices of time, for plots. */
  series: oc
    .route({
      method: 'GET',
      path: '/destinations/{id}/series',
      summary: 'Attempts and latency over time',
    })
    .input(byDestination.extend({ hours: z.coerce.number().int().min(1).max(48).default(24) }))
    .output(
      z.array(
        z.object({
          at: EpochMs,
          delivered: z.number().int(),
          failed: z.number().int(),
          p50Ms: z.number().nullable(),
          p95Ms: z.number().nullable(),
        }),
      ),
    )
    .errors(onDestination),
};
