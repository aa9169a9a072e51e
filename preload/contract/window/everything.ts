import { oc } from '@orpc/contract';
import { z } from 'zod';
import { EpochMs } from '../shapes.ts';

/** Something that has a name and a place in the window. */
export const Hit = z.object({
  kind: z.enum([
    'capture',
    'event',
    'endpoint',
    'sender',
    'app',
    'function',
    'webhook',
    'service',
    'destination',
    'integration',
    'view',
    'setting',
  ]),
  id: z.string().describe('of its kind: together they are the same at every call'),
  title: z.string(),
  detail: z.string().describe('where it is or what it is, for a second line; may be empty'),
  route: z.string().describe('hash of its place in the window, `#/endpoints/ep_1`'),
  at: EpochMs.nullable().describe('when a capture came, the newest of an event; null for others'),
  score: z.number().describe('higher is nearer to what was typed'),
});
export type Hit = z.infer<typeof Hit>;

/** One search over all that has a name. Secrets and tokens are neither searched nor shown. */
export const search = {
  everything: oc
    .route({
      method: 'GET',
      path: '/search',
      summary: 'Find captures and named things by a few letters',
    })
    .input(
      z.object({
        text: z.string().max(200),
        limit: z.coerce.number().int().min(1).max(40).default(20),
      }),
    )
    .output(z.array(Hit).describe('the best first')),
};
