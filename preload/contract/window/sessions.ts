import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from '../errors.ts';
import { EpochMs } from '../shapes.ts';

export const BrowserSession = z.object({
  id: z.number().int(),
  label: z.string().describe('as it was named when its link was made; may be empty'),
  browser: z.string().describe('what the browser says it is'),
  createdAt: EpochMs,
  lastUsedAt: EpochMs.describe('to the minute; 30 days later it has ended'),
  current: z.boolean().describe('the browser that asks'),
});
export type BrowserSession = z.infer<typeof BrowserSession>;

const onCall = errors('FORBIDDEN');

/** Scripts use the token, pages their own channel: over REST a cookie alone may not use these. */
export const sessions = {
  list: oc
    .route({ method: 'GET', path: '/sessions', summary: 'Browsers that have signed in' })
    .output(z.array(BrowserSession))
    .errors(onCall),
  revoke: oc
    .route({ method: 'DELETE', path: '/sessions/{id}', summary: 'Sign a browser out' })
    .input(z.object({ id: z.coerce.number().int() }))
    .output(z.object({ removed: z.boolean() }))
    .errors(onCall),
  /** The link works once, within ten minutes. At most 20 browsers stay: the longest unused goes. */
  mint: oc
    .route({
      method: 'POST',
      path: '/login-urls',
      summary: 'A URL that signs one browser in, once',
    })
    .input(
      z
        .object({
          label: z.string().trim().max(80).default('').describe('what the browser is called'),
        })
        .prefault({}),
    )
    .output(z.object({ url: z.string(), expiresAt: EpochMs }))
    .errors(errors('FORBIDDEN', 'NOT_RUNNING', 'SESSION_LIMIT')),
};
