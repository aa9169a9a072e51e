import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { EpochMs } from './shapes.ts';

export const BrowserSession = z.object({
  id: z.number().int(),
  browser: z.string().describe('what the browser says it is'),
  createdAt: EpochMs,
  lastUsedAt: EpochMs.describe('to the minute; 30 days later it has ended'),
});
export type BrowserSession = z.infer<typeof BrowserSession>;

export const sessions = {
  list: oc
    .route({ method: 'GET', path: '/sessions', summary: 'Browsers that have signed in' })
    .output(z.array(BrowserSession)),
  revoke: oc
    .route({ method: 'DELETE', path: '/sessions/{id}', summary: 'Sign a browser out' })
    .input(z.object({ id: z.coerce.number().int() }))
    .output(z.object({ removed: z.boolean() })),
  issueLoginUrl: oc
    .route({
      method: 'POST',
      path: '/login-urls',
      summary: 'A URL that signs one browser in, once',
    })
    .output(z.object({ url: z.string() }))
    .errors(errors('NOT_RUNNING')),
};
