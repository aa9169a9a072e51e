import { z } from 'zod';

/** Why a signature was not accepted. Stable: scripts and searches may rely on them. */
export const SignatureFault = z.enum([
  'MISSING_HEADER',
  'AMBIGUOUS_HEADER',
  'MALFORMED_SIGNATURE',
  'MALFORMED_TIMESTAMP',
  'SIGNATURE_MISMATCH',
  'BODY_HASH_MISMATCH',
  'TIMESTAMP_TOO_OLD',
  'TIMESTAMP_IN_FUTURE',
  'UNUSABLE_SECRET',
  'NEEDS_URL',
  'NEEDS_KEY',
]);
export type SignatureFault = z.infer<typeof SignatureFault>;

/**
 * What was found out about who sent a request. `authenticated` means that the sender knew a secret,
 * not that the body is as it was sent.
 */
export const Verdict = z.object({
  state: z.enum(['verified', 'authenticated', 'failed', 'not_attempted', 'cannot_verify']),
  scheme: z.string().nullable().describe('how it was signed, e.g. Stripe'),
  code: SignatureFault.nullable(),
  text: z.string().describe('the verdict in one sentence'),
  secretId: z.string().nullable().describe('the secret that matched'),
  secretLabel: z.string().nullable(),
  skewSeconds: z.number().nullable().describe('arrival minus the signed time; null without one'),
  url: z.string().nullable().describe('the URL that was signed, where the scheme signs one'),
  hint: z
    .object({ text: z.string(), certain: z.boolean() })
    .nullable()
    .describe('what a mismatch most likely comes from'),
  notes: z.array(z.string()),
});
export type Verdict = z.infer<typeof Verdict>;
