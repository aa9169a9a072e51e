import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import {
  DeliveryGroupList,
  DeliveryGroupsInput,
  DeliveryHistogram,
  DeliveryHistogramInput,
} from './deliveries/overview.ts';
import { errors } from './errors.ts';
import { CaptureId, EpochMs } from './shapes.ts';
import { Attempt, PlannedAttempt } from './deliveries/attempts.ts';

export const DestinationId = z.string().min(1).max(40).brand<'DestinationId'>();
export type DestinationId = z.infer<typeof DestinationId>;

export const DeliveryId = z.string().min(1).max(40).brand<'DeliveryId'>();
export type DeliveryId = z.infer<typeof DeliveryId>;

export const DeliveryState = z.enum([
  'scheduled',
  'sending',
  'held',
  'delivered',
  'discarded',
  'failed',
  'canceled',
]);
export type DeliveryState = z.infer<typeof DeliveryState>;

export const DeliverySummary = z.object({
  id: DeliveryId,
  messageId: z.string().describe('the webhook-id, the same for all attempts'),
  destinationId: DestinationId,
  destinationName: z.string(),
  eventType: z.string().nullable(),
  captureId: CaptureId.nullable(),
  origin: z
    .enum(['forward', 'team', 'function', 'window', 'api', 'command', 'simulator', 'test'])
    .describe('team: a forward sent a capture on that another node of the team caught'),
  state: DeliveryState,
  reason: z.string().nullable().describe('why it waits or how it ended, in words'),
  attempts: z.number().int(),
  attemptsPlanned: z.number().int(),
  lastStatus: z.number().int().nullable(),
  nextAttemptAt: EpochMs.nullable(),
  deadlineAt: EpochMs,
  createdAt: EpochMs,
  finishedAt: EpochMs.nullable(),
});
export type DeliverySummary = z.infer<typeof DeliverySummary>;

export const Delivery = DeliverySummary.extend({
  contentType: z.string(),
  bodyBytes: z.number().int(),
  bodyText: z.string().nullable().describe('null where it is not UTF-8 or longer than 256 KiB'),
  log: z.array(Attempt),
  plan: z.array(PlannedAttempt).describe('what is still to come'),
});
export type Delivery = z.infer<typeof Delivery>;

export const DeliveryFilter = z.object({
  state: DeliveryState.optional(),
  destinationId: DestinationId.optional(),
  captureId: CaptureId.optional(),
  eventType: z.string().max(200).optional(),
  text: z
    .string()
    .max(200)
    .optional()
    .describe('part of the event type, the message id or the reason'),
  status: z.coerce.number().int().optional().describe('of the last attempt'),
  since: z.coerce.number().int().optional().describe('created at or after, epoch ms'),
  until: z.coerce.number().int().optional().describe('created before, epoch ms'),
  search: z
    .string()
    .max(2000)
    .optional()
    .describe('`state:dead destination:"My shop" event:order.* -status:404 since:1h`, and words'),
});
export type DeliveryFilter = z.infer<typeof DeliveryFilter>;

export const DeliveryPage = z.object({
  items: z.array(DeliverySummary),
  next: z.string().nullable(),
});

export type DeliveryPage = z.infer<typeof DeliveryPage>;

/** Something a person was told of a destination. Equal ones within ten minutes are one. */
export const DeliveryNotice = z.object({
  id: z.number().int(),
  at: EpochMs.describe('of the last of them'),
  destinationId: DestinationId,
  destinationName: z.string().nullable().describe('null where it was deleted'),
  kind: z.enum(['failing', 'exhausted', 'off']),
  text: z.string(),
  times: z.number().int().describe('dead letters, for `exhausted`; else 1'),
});
export type DeliveryNotice = z.infer<typeof DeliveryNotice>;

const byId = z.object({ id: DeliveryId });
/** Where the team has the destination, its database is asked. */
const ofTeam = [
  'TEAM_UNREACHABLE',
  'TEAM_REFUSED',
  'TEAM_NOT_INSTALLED',
  'TEAM_TOO_OLD',
  'TEAM_TAKEN',
] as const;
/** What calls that name a delivery may be refused with. */
export const onDelivery = errors(
  'DELIVERY_NOT_FOUND',
  'DELIVERY_REFUSED',
  'STORE_UNAVAILABLE',
  ...ofTeam,
);
const onSearch = errors('SEARCH_INVALID');
/** What calls that name a destination may be refused with. */
export const onDestination = errors(
  'DESTINATION_NOT_FOUND',
  'DESTINATION_INVALID',
  'DELIVERY_REFUSED',
  'STORE_UNAVAILABLE',
  'TEAM_NOT_EQUIPPED',
  ...ofTeam,
);

export const deliveries = {
  list: oc
    .route({ method: 'GET', path: '/deliveries', summary: 'Newest first, a page at a time' })
    .input(
      DeliveryFilter.extend({
        limit: z.coerce.number().int().min(1).max(500).default(100),
        before: z.string().max(60).optional(),
      }),
    )
    .output(DeliveryPage)
    .errors(onSearch),
  count: oc
    .route({ method: 'GET', path: '/deliveries/count', summary: 'How many a filter finds' })
    .input(DeliveryFilter)
    .output(
      z.object({
        count: z.number().int(),
        oldest: EpochMs.nullable(),
        newest: EpochMs.nullable(),
      }),
    )
    .errors(onSearch),
  histogram: oc
    .route({
      method: 'GET',
      path: '/deliveries/histogram',
      summary: 'How many were created when, by what became of them; the newest 200,000',
    })
    .input(DeliveryFilter.extend(DeliveryHistogramInput.shape))
    .output(DeliveryHistogram)
    .errors(onSearch),
  groups: oc
    .route({
      method: 'GET',
      path: '/deliveries/groups',
      summary: 'What a filter finds by destination or event; the newest 200,000',
    })
    .input(DeliveryFilter.extend(DeliveryGroupsInput.shape))
    .output(DeliveryGroupList)
    .errors(onSearch),
  get: oc
    .route({ method: 'GET', path: '/deliveries/{id}', summary: 'One delivery with its attempts' })
    .input(byId)
    .output(Delivery)
    .errors(onDelivery),
  send: oc
    .route({ method: 'POST', path: '/deliveries', summary: 'Queue a message' })
    .input(
      z.object({
        destinations: z
          .array(z.string().max(100))
          .min(1)
          .max(100)
          .describe('ids or names of destinations'),
        eventType: z.string().max(200).nullable().default(null),
        contentType: z.string().max(200).default('application/json'),
        body: z.unknown().optional().describe('JSON; a string is sent as it is'),
        bodyBase64: z.base64().optional().describe('bytes, instead of `body`'),
        captureId: CaptureId.optional().describe('sends the body of this capture instead'),
        origin: z.enum(['window', 'api', 'command', 'simulator']).default('api'),
        idempotencyKey: z.string().min(1).max(200).optional(),
      }),
    )
    .output(
      z.object({
        messageId: z.string(),
        known: z.boolean().describe('the idempotency key was seen before: nothing was queued'),
        deliveries: z.array(DeliverySummary),
      }),
    )
    .errors(onDestination),
  retry: oc
    .route({ method: 'POST', path: '/deliveries/{id}/retry', summary: 'Try once, now, and wait' })
    .input(byId)
    .output(Delivery)
    .errors(onDelivery),
  requeue: oc
    .route({
      method: 'POST',
      path: '/deliveries/{id}/requeue',
      summary: 'Requeue: another 48 hours of attempts',
    })
    .input(byId)
    .output(Delivery)
    .errors(onDelivery),
  cancel: oc
    .route({
      method: 'POST',
      path: '/deliveries/{id}/cancel',
      summary: 'Cancel: no further attempts',
    })
    .input(byId)
    .output(Delivery)
    .errors(onDelivery),
  change: oc
    .route({
      method: 'POST',
      path: '/deliveries/change',
      summary: 'Requeue or cancel several; those that do not allow it are left as they are',
    })
    .input(
      z.object({ ids: z.array(DeliveryId).min(1).max(500), to: z.enum(['requeue', 'cancel']) }),
    )
    .output(z.object({ changed: z.array(DeliveryId) }))
    .errors(errors('STORE_UNAVAILABLE', ...ofTeam)),
  notices: oc
    .route({
      method: 'GET',
      path: '/delivery-notices',
      summary: 'Notices of what failed, newest first',
    })
    .output(z.array(DeliveryNotice)),
  dismissNotices: oc
    .route({ method: 'DELETE', path: '/delivery-notices', summary: 'Dismiss notices' })
    .output(z.object({ removed: z.number().int() }))
    .errors(onDelivery),
  /** What changed; readers fetch again. `notice` is told to the user. */
  live: oc
    .route({ method: 'GET', path: '/deliveries/live', summary: 'Tells which deliveries changed' })
    .output(
      eventIterator(
        z.object({
          deliveryIds: z.array(DeliveryId).describe('empty: anything may have changed'),
          destinationId: DestinationId.nullable(),
          notice: z.string().nullable(),
        }),
      ),
    ),
};
