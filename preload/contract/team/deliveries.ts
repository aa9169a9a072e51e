import { oc } from '@orpc/contract';
import { z } from 'zod';
import { DeliveryState, DeliverySummary, DestinationId } from '../deliveries.ts';
import { Attempt } from '../deliveries/attempts.ts';
import { Destination } from '../destinations.ts';
import { errors } from '../errors.ts';
import { EpochMs } from '../shapes.ts';
import { ON_CONNECTION } from './on-connection.ts';

/** An attempt of one of the nodes. */
export const TeamAttempt = z.object({
  number: z.number().int(),
  node: z.string().describe('name of the node that made it'),
  startedAt: EpochMs.describe('by the clock of the database, as all times here'),
  finishedAt: EpochMs.nullable(),
  outcome: z.enum(['sending', 'delivered', 'failed', 'refused', 'interrupted']),
  status: z.number().int().nullable(),
  error: z.string().nullable().describe('in plain words'),
  late: z.boolean().describe('it ended after another node had taken over: it changed nothing'),
});

/** A delivery that the team makes, whichever node accepted it. */
export const TeamDelivery = z.object({
  id: z.string(),
  messageId: z.string().describe('the webhook-id, the same for all attempts of all nodes'),
  destinationId: DestinationId,
  destinationName: z.string(),
  eventType: z.string().nullable(),
  origin: DeliverySummary.shape.origin,
  node: z.string().describe('name of the node that accepted it'),
  state: DeliveryState,
  reason: z.string().nullable(),
  attempts: z.number().int(),
  lastStatus: z.number().int().nullable(),
  nextAttemptAt: EpochMs.nullable(),
  deadlineAt: EpochMs,
  createdAt: EpochMs,
  finishedAt: EpochMs.nullable(),
  log: z.array(TeamAttempt).describe('the newest 50, oldest first'),
});
export type TeamDelivery = z.infer<typeof TeamDelivery>;

/** One of them, with what is kept here of the attempts that this node made. */
export const TeamDeliveryDetail = TeamDelivery.extend({
  log: z.array(Attempt).describe('all attempts, oldest first; `held`: with what was answered'),
});
export type TeamDeliveryDetail = z.infer<typeof TeamDeliveryDetail>;

export const TeamDeliveryPage = z.object({
  items: z.array(TeamDelivery),
  next: z.string().nullable().describe('pass as `before` for the next page; null at the end'),
});
export type TeamDeliveryPage = z.infer<typeof TeamDeliveryPage>;

export const TeamDeliveriesInput = z.object({
  destinationId: DestinationId.optional(),
  state: DeliveryState.optional(),
  before: z.string().max(40).optional().describe('`next` of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const onShared = errors(
  'DESTINATION_NOT_FOUND',
  'DESTINATION_INVALID',
  'DELIVERY_REFUSED',
  'STORE_UNAVAILABLE',
  'TEAM_NOT_EQUIPPED',
  ...ON_CONNECTION,
);

/** Destinations that the team delivers to together. */
export const teamDeliveries = {
  deliveries: oc
    .route({
      method: 'GET',
      path: '/team/deliveries',
      summary: 'Deliveries that the team makes, whichever node accepted them, newest first',
    })
    .input(TeamDeliveriesInput)
    .output(TeamDeliveryPage)
    .errors(errors(...ON_CONNECTION)),
  delivery: oc
    .route({
      method: 'GET',
      path: '/team/deliveries/{id}',
      summary: 'A delivery of the team, with the answers that are kept here',
    })
    .input(z.object({ id: z.string().max(40) }))
    .output(TeamDeliveryDetail)
    .errors(errors('DELIVERY_NOT_FOUND', ...ON_CONNECTION)),
  share: oc
    .route({
      method: 'POST',
      path: '/destinations/{id}/share',
      summary: 'Let the team deliver to a destination together, or no longer',
    })
    .input(
      z.object({
        id: DestinationId,
        shared: z.boolean().default(true).describe('false: it ends, and what waits is canceled'),
      }),
    )
    .output(Destination)
    .errors(onShared),
  equip: oc
    .route({
      method: 'POST',
      path: '/destinations/{id}/equip',
      summary: 'Give this Backstitch what it needs to send for a shared destination',
    })
    .input(
      z.object({
        id: DestinationId,
        secret: z.string().max(4000).optional().describe('that signs; it stays on this computer'),
        authorization: z
          .string()
          .max(4000)
          .optional()
          .describe('value of Authorization, where it is sent one; it stays on this computer'),
      }),
    )
    .output(Destination)
    .errors(onShared),
};
