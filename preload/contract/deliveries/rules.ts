import { z } from 'zod';

/** When attempts are made. `custom` lists the gaps before attempts 2, 3, … in seconds. */
export const RetrySchedule = z.discriminatedUnion('kind', [
  z.object({
    kind: z.enum([
      'stitchex',
      'none',
      'slack',
      'square',
      'svix',
      'standard',
      'shopify-like',
      'quick-dev',
    ]),
  }),
  z.object({
    kind: z.literal('custom'),
    gaps: z.array(z.number().min(1).max(172_800)).max(99).describe('seconds'),
  }),
]);
export type RetrySchedule = z.infer<typeof RetrySchedule>;

/** What becomes of a delivery after an answer with one of these statuses. */
export const StatusRule = z.object({
  statuses: z.string().min(1).max(100).describe('`404`, `4xx`, `500-599`; separated by commas'),
  action: z
    .enum(['retry', 'stop', 'off'])
    .describe('stop: no further attempt; off: and the destination is switched off'),
});
export type StatusRule = z.infer<typeof StatusRule>;

/** Where the key is found by which deliveries wait for one another. */
export const OrderKey = z.discriminatedUnion('from', [
  z.object({ from: z.literal('json'), pointer: z.string().max(300).describe('`/data/id`') }),
  z.object({ from: z.literal('header'), name: z.string().min(1).max(100) }),
]);
export type OrderKey = z.infer<typeof OrderKey>;

/** A certificate that no authority of this machine vouches for. */
export const Trust = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('pin'),
    fingerprint: z.string().max(200).describe('`sha256/` and base64, of the public key'),
  }),
  z.object({
    kind: z.literal('ca'),
    pem: z.string().max(200_000).describe('certificates of authorities, instead of the usual'),
  }),
]);
export type Trust = z.infer<typeof Trust>;
