import { z } from 'zod';
import { DeliveryState, DeliverySummary, DestinationId } from '../deliveries.ts';
import { EpochMs } from '../shapes.ts';

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
