import { z } from 'zod';
import { KafkaSettings, NatsSettings, SqsSettings } from '../deliveries/engines.ts';
import { OrderKey, RetrySchedule, StatusRule } from '../deliveries/rules.ts';
import { HeaderPair } from '../shapes.ts';
import { itemName, SecretRef } from './project-references.ts';

/** What all kinds have. */
const anywhere = {
  name: itemName,
  headers: z.array(HeaderPair).max(100).default([]).describe('no credentials among them'),
  secret: SecretRef.nullable().default(null).describe('signs; null: one made on each computer'),
  events: z.array(z.string().max(200)).max(100).default([]),
  schedule: RetrySchedule.default({ kind: 'stitchex' }),
  timeoutMs: z.number().int().min(1000).max(120_000).nullable().default(null),
  filter: z.string().max(4000).default(''),
  ordering: z.enum(['parallel', 'fifo', 'keyed']).default('parallel'),
  orderKey: OrderKey.nullable().default(null),
  concurrency: z.number().int().min(1).max(20).default(5),
  rate: z
    .strictObject({
      count: z.number().int().min(1).max(10_000),
      per: z.enum(['second', 'minute']),
    })
    .nullable()
    .default(null),
};

const WebItem = z.strictObject({
  ...anywhere,
  kind: z.literal('http').optional(),
  url: z.string().min(1).max(4000).describe('https, or http on this computer'),
  authorization: SecretRef.nullable().default(null).describe('value of Authorization'),
  signing: z.string().min(1).max(60).default('standard'),
  statusRules: z.array(StatusRule.strict()).max(20).default([]),
  idempotencyKey: z.boolean().default(true),
  trace: z
    .enum(['off', 'pass', 'start'])
    .optional()
    .describe('W3C trace context; pass if left out'),
});

const user = z.union([z.string().min(1).max(500), SecretRef]).describe('no secret, or where it is');
const logIn = <S extends z.ZodType>(shape: S) => shape.nullable().default(null);
const engine = {
  ...anywhere,
  signing: z.enum(['none', 'standard']).default('none'),
};

const NatsItem = z.strictObject({
  ...engine,
  kind: z.literal('nats'),
  url: z.string().min(1).max(4000).describe('nats:// on this computer, tls:// elsewhere'),
  engine: NatsSettings.strict(),
  credentials: logIn(
    z.union([
      z.strictObject({ token: SecretRef }),
      z.strictObject({ user, password: SecretRef }),
      z.strictObject({ nkeySeed: SecretRef, jwt: SecretRef.nullable().default(null) }),
    ]),
  ),
});
const KafkaItem = z.strictObject({
  ...engine,
  kind: z.literal('kafka'),
  url: z.string().min(1).max(4000).describe('kafka:// on this computer, kafkas:// elsewhere'),
  engine: KafkaSettings.strict(),
  credentials: logIn(
    z.strictObject({
      mechanism: z.enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']),
      user,
      password: SecretRef,
    }),
  ),
});
const SqsItem = z.strictObject({
  ...engine,
  kind: z.literal('sqs'),
  url: z.string().min(1).max(4000).describe('of the queue'),
  engine: SqsSettings.strict(),
  credentials: logIn(
    z.strictObject({
      accessKeyId: user,
      secretAccessKey: SecretRef,
      sessionToken: SecretRef.nullable().default(null),
    }),
  ),
});

/** Where deliveries go, without what widens it: private networks and certificates are decided on each computer. */
export const DestinationItem = z.discriminatedUnion('kind', [
  WebItem,
  NatsItem,
  KafkaItem,
  SqsItem,
]);
export type DestinationItem = z.infer<typeof DestinationItem>;
