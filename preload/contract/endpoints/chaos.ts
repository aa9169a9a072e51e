import { z } from 'zod';

/** Longest that a connection is held on purpose. */
const HOLD_MS = 600_000;

const share = z.number().min(0).max(1).default(1).describe('of the requests it is asked for');
const from = z
  .number()
  .int()
  .min(1)
  .max(1_000_000_000)
  .default(1)
  .describe('number of the first request it is asked for; 1 is the next one after a reset');
const count = z
  .number()
  .int()
  .min(1)
  .max(1_000_000_000)
  .nullable()
  .default(null)
  .describe('number of requests it is asked for; null: all that follow');
const when = { share, from, count };

const bytes = (most: number) => z.number().int().min(1).max(most);
const everyMs = z.number().int().min(1).max(60_000);
const holdMs = z.number().int().min(0).max(HOLD_MS);

/** One way to misbehave, and for which requests. */
export const ChaosRule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('close'), ...when }),
  z.strictObject({ kind: z.literal('reset'), ...when }),
  z.strictObject({
    kind: z.literal('reset-body'),
    ...when,
    bytes: z.number().int().min(0).max(1_000_000).describe('of the body, before the reset'),
  }),
  z.strictObject({
    kind: z.literal('half-body'),
    ...when,
    part: z.number().min(0).max(0.99).default(0.5).describe('of the body that is sent'),
  }),
  z.strictObject({
    kind: z.literal('long-length'),
    ...when,
    extra: bytes(1_000_000_000).describe('bytes announced beyond the body'),
    holdMs,
  }),
  z.strictObject({
    kind: z.literal('short-length'),
    ...when,
    less: bytes(1_000_000).describe('bytes of the body that are not announced'),
  }),
  z.strictObject({ kind: z.literal('drip'), ...when, bytes: bytes(1_000_000), everyMs }),
  z.strictObject({ kind: z.literal('drip-head'), ...when, bytes: bytes(65_536), everyMs }),
  z.strictObject({ kind: z.literal('hang'), ...when, holdMs }),
  z.strictObject({
    kind: z.literal('status'),
    ...when,
    status: z.number().int().min(400).max(599),
    retryAfter: z
      .object({
        seconds: z.number().int().min(0).max(31_536_000),
        as: z.enum(['seconds', 'date']).default('seconds'),
      })
      .nullable()
      .default(null)
      .describe('the header Retry-After; null: without'),
    body: z.string().max(10_000).default(''),
  }),
  z.strictObject({
    kind: z.literal('redirect'),
    ...when,
    status: z.union([z.literal(301), z.literal(302), z.literal(307), z.literal(308)]),
    location: z.string().min(1).max(4000),
  }),
  z.strictObject({
    kind: z.literal('garbage'),
    ...when,
    text: z.string().min(1).max(4000).describe('sent as it is, in UTF-8, in the place of HTTP'),
  }),
  z.strictObject({
    kind: z.literal('big-head'),
    ...when,
    bytes: bytes(65_536).describe('value of one header'),
  }),
  z.strictObject({ kind: z.literal('bad-chunk'), ...when }),
]);
export type ChaosRule = z.infer<typeof ChaosRule>;
export type ChaosKind = ChaosRule['kind'];

/** How an endpoint misbehaves on purpose: the first rule that is drawn wins. */
export const Chaos = z.strictObject({
  seed: z
    .number()
    .int()
    .min(0)
    .max(4_294_967_295)
    .describe('the same seed draws the same requests; another one counts from the beginning'),
  rules: z.array(ChaosRule).max(10),
});
export type Chaos = z.infer<typeof Chaos>;
