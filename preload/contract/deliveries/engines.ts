import { z } from 'zod';

/** What a destination is: a web server, or an event engine. */
export const DestinationKind = z.enum(['http', 'nats', 'kafka', 'sqs']);
export type DestinationKind = z.infer<typeof DestinationKind>;

const template = (what: string) =>
  z
    .string()
    .max(500)
    .describe(
      `${what}; a template: {provider} {event} {endpoint} {deliveryId} {path} {method} {header.x} ` +
        '{query.x} {body.a.b}; what is missing becomes _',
    );

const both = {
  mode: z
    .enum(['binary', 'structured'])
    .default('binary')
    .describe('CloudEvents 1.0: binary: the exact bytes, attributes beside them; structured: JSON'),
  headers: z
    .enum(['none', 'safe'])
    .default('none')
    .describe('captured headers beside the message, as `http-<name>`; safe: without credentials'),
};

export const NatsSettings = z.object({
  stream: z.string().max(255).describe('the JetStream stream that takes it'),
  subject: template('where it is published').default('webhooks.{provider}.{event}'),
  ...both,
});
export const KafkaSettings = z.object({
  topic: z.string().max(249),
  key: template('decides over the partition').default('{endpoint}'),
  ...both,
});
export const SqsSettings = z.object({
  region: z.string().max(60),
  group: template('MessageGroupId, for a FIFO queue').default('{endpoint}'),
  ...both,
});

/** How a destination of each kind takes messages; the kind says which of the three it is. */
export const EngineSettings = z.union([NatsSettings, KafkaSettings, SqsSettings]);
export type EngineSettings = z.infer<typeof EngineSettings>;

const secret = z.string().max(8000);

/** What lets somebody in at an engine. It is never read back. */
export const EngineCredentials = z.union([
  z.object({ token: secret }).describe('nats'),
  z
    .object({
      mechanism: z.enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']),
      user: z.string().max(500),
      password: secret,
    })
    .describe('kafka'),
  z.object({ user: z.string().max(500), password: secret }).describe('nats'),
  z.object({ nkeySeed: secret, jwt: secret.default('') }).describe('nats'),
  z
    .object({
      accessKeyId: z.string().max(200),
      secretAccessKey: secret,
      sessionToken: secret.default(''),
    })
    .describe('sqs'),
]);
export type EngineCredentials = z.infer<typeof EngineCredentials>;

/** What an engine said when it took a message, and where the templates led. */
export const EngineReceipt = z.object({
  kind: z.enum(['nats', 'kafka', 'sqs']),
  place: z
    .record(z.string(), z.string())
    .describe(
      'where it went, as the templates gave it: `stream`, `subject`; `topic`, `key`; `group`',
    ),
  receipt: z
    .record(z.string(), z.string())
    .nullable()
    .describe('`stream`, `seq`, `duplicate`; `partition`, `offset`; `messageId`; null: none came'),
});
export type EngineReceipt = z.infer<typeof EngineReceipt>;
