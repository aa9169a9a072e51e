import { oc } from '@orpc/contract';
import { z } from 'zod';
import { DestinationId, onDestination } from '../deliveries.ts';
import { errors } from '../errors.ts';
import { EndpointId } from '../shapes.ts';

/** Captures that are sent on as they arrive. */
export const ForwardInput = z.object({
  name: z.string().trim().min(1).max(80),
  destinationId: DestinationId,
  enabled: z.boolean().default(true),
  endpointId: EndpointId.nullable().default(null).describe('null: captures of any endpoint'),
  search: z.string().max(2000).default('').describe('a search expression; empty: all'),
  body: z.enum(['exact', 'transformed']).default('exact'),
  transform: z
    .object({ app: z.string().max(100), function: z.string().max(200) })
    .nullable()
    .default(null)
    .describe('gets {headers, body, query, method, path}; what it returns is sent; null: nothing'),
  signature: z
    .enum(['keep', 'sign'])
    .default('sign')
    .describe('keep: captured headers untouched; sign: as the destination signs'),
  unverified: z
    .enum(['keep', 'drop'])
    .default('keep')
    .describe('captures that are not verified: forwarded unchanged, or not at all'),
  appendPath: z.boolean().default(false),
});
export type ForwardInput = z.infer<typeof ForwardInput>;

export const Forward = ForwardInput.extend({
  id: z.string(),
  sent: z.number().int(),
  problem: z.string().nullable(),
});
export type Forward = z.infer<typeof Forward>;

/** Which captures go on to a destination as they arrive. */
export const forwards = {
  forwards: oc
    .route({
      method: 'GET',
      path: '/forwards',
      summary: 'Forwards: captures sent on as they arrive',
    })
    .output(z.array(Forward)),
  saveForward: oc
    .route({ method: 'POST', path: '/forwards', summary: 'Add or change a forward' })
    .input(ForwardInput.extend({ id: z.string().optional() }))
    .output(Forward)
    .errors({ ...onDestination, ...errors('SEARCH_INVALID') }),
  removeForward: oc
    .route({ method: 'DELETE', path: '/forwards/{id}', summary: 'Delete a forward' })
    .input(z.object({ id: z.string() }))
    .output(z.object({ removed: z.boolean() }))
    .errors(onDestination),
};
