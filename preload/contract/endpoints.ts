import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { DestinationId } from './deliveries.ts';
import { Destination } from './destinations.ts';
import { Chaos } from './endpoints/chaos.ts';
import { errors } from './errors.ts';
import { CaptureId, EndpointId, EpochMs, HeaderPair } from './shapes.ts';

export const CannedReply = z.object({
  status: z.number().int().min(200).max(599),
  headers: z.array(HeaderPair).max(100),
  bodyKind: z.enum(['text', 'json']),
  body: z.string().max(1_000_000),
  delayMs: z.number().int().min(0).max(120_000),
  failFirst: z.object({
    count: z.number().int().min(0).max(1000).describe('0 switches it off'),
    status: z.number().int().min(400).max(599),
  }),
  chaos: Chaos.nullish().describe('what goes wrong on purpose; null or left out: nothing'),
});
export type CannedReply = z.infer<typeof CannedReply>;

/** The sender waits for the answer of a destination and gets it. */
export const EndpointForward = z.object({
  destinationId: DestinationId,
  onFailure: z
    .enum(['queue', 'unavailable', 'reply'])
    .default('queue')
    .describe('no answer in time: 200 and delivered later; 503; or the canned reply'),
  deadlineMs: z.number().int().min(500).max(120_000).default(25_000),
  appendPath: z
    .boolean()
    .default(false)
    .describe('the captured path goes behind that of the destination; the query always does'),
});
export type EndpointForward = z.infer<typeof EndpointForward>;

export const EndpointInput = z.object({
  name: z.string().trim().min(1).max(80),
  enabled: z.boolean(),
  path: z.string().max(500).describe('path prefix: /orders takes /orders and /orders/…'),
  methods: z.array(z.string().max(40)).max(20).describe('empty: any method'),
  reply: CannedReply,
  forward: EndpointForward.nullable().optional().describe('left out: as it was'),
});
export type EndpointInput = z.infer<typeof EndpointInput>;

export const Endpoint = EndpointInput.extend({
  id: EndpointId,
  isInbox: z.boolean().describe('the inbox takes what no other endpoint takes'),
  position: z.number().int().describe('order of matching, 1 first; the inbox is last'),
  shadowedBy: z
    .string()
    .nullable()
    .describe('name of an earlier endpoint that takes all of its requests'),
  failuresLeft: z.number().int(),
  chaosSeen: z.number().int().describe('requests that chaos was asked for since the count began'),
  captureCount: z.number().int(),
  localUrl: z.string(),
  publicUrl: z.string().nullable(),
});
export type Endpoint = z.infer<typeof Endpoint>;

/** Captures that one sender is known to have sent to a place. */
export const SenderShare = z.object({
  provider: z.string().nullable().describe('null: unknown'),
  count: z.number().int(),
  verified: z.number().int().describe('verified, or with the right secret'),
  failed: z.number().int().describe('with a signature that is wrong, missing or too old'),
  newest: EpochMs,
});
export type SenderShare = z.infer<typeof SenderShare>;

/** What came to an endpoint, or to whatever else takes requests under an id of its own. */
export const EndpointFacts = z.object({
  id: z.string(),
  hours: z
    .array(z.number().int())
    .length(24)
    .describe('captures in each hour from `since` on; what is later counts for the last'),
  newest: z
    .object({ id: CaptureId, at: EpochMs, status: z.number().int().nullable() })
    .nullable()
    .describe('null: nothing is held'),
  senders: z.array(SenderShare).describe('of all captures held, the most frequent first'),
  chosen: z
    .object({ provider: z.string(), refuse: z.boolean().describe('refuses what is not verified') })
    .nullable()
    .describe('the sender that was set; null: detected'),
});
export type EndpointFacts = z.infer<typeof EndpointFacts>;

const byId = z.object({ id: EndpointId });
const byIds = z.object({ ids: z.array(EndpointId).min(1).max(1000) });
const onSave = errors('ENDPOINT_NOT_FOUND', 'ENDPOINT_INVALID', 'STORE_UNAVAILABLE');

export const endpoints = {
  list: oc
    .route({ method: 'GET', path: '/endpoints', summary: 'In order of matching, the inbox last' })
    .output(z.array(Endpoint)),
  create: oc
    .route({ method: 'POST', path: '/endpoints', summary: 'Add an endpoint; live at once' })
    .input(EndpointInput)
    .output(Endpoint)
    .errors(onSave),
  update: oc
    .route({ method: 'PUT', path: '/endpoints/{id}', summary: 'Change an endpoint; live at once' })
    .input(EndpointInput.extend({ id: EndpointId }))
    .output(Endpoint)
    .errors(onSave),
  remove: oc
    .route({ method: 'DELETE', path: '/endpoints/{id}', summary: 'Delete; its captures stay' })
    .input(byId)
    .output(z.object({ removed: z.boolean() }))
    .errors(onSave),
  /** The inbox is left out. */
  removeMany: oc
    .route({ method: 'POST', path: '/endpoints/remove', summary: 'Delete several at once' })
    .input(byIds)
    .output(z.object({ removed: z.array(EndpointId) }))
    .errors(onSave),
  /** Only what was deleted since the engine started. Senders and secrets are as they were. */
  restore: oc
    .route({
      method: 'POST',
      path: '/endpoints/restore',
      summary: 'Bring deleted endpoints back, in their places',
    })
    .input(byIds)
    .output(z.array(Endpoint))
    .errors(onSave),
  /** The inbox is left out: it is always on. */
  switchMany: oc
    .route({ method: 'POST', path: '/endpoints/switch', summary: 'Turn several on or off' })
    .input(byIds.extend({ enabled: z.boolean() }))
    .output(z.array(Endpoint))
    .errors(onSave),
  facts: oc
    .route({
      method: 'GET',
      path: '/endpoints/facts',
      summary: 'What came to each, from whom, and how much of it is verified',
    })
    .input(z.object({ since: z.coerce.number().int().describe('epoch ms: where the day began') }))
    .output(z.array(EndpointFacts)),
  move: oc
    .route({
      method: 'POST',
      path: '/endpoints/{id}/move',
      summary: 'Change the order of matching',
    })
    .input(byId.extend({ position: z.number().int().min(1) }))
    .output(z.array(Endpoint))
    .errors(onSave),
  resetFailures: oc
    .route({
      method: 'POST',
      path: '/endpoints/{id}/reset-failures',
      summary: 'Fail the first N again',
    })
    .input(byId)
    .output(Endpoint)
    .errors(onSave),
  resetChaos: oc
    .route({
      method: 'POST',
      path: '/endpoints/{id}/reset-chaos',
      summary: 'Count requests for chaos from the beginning: the same faults again',
    })
    .input(byId)
    .output(Endpoint)
    .errors(onSave),
  /**
   * Forwards to a server by its address alone: `3000`, `localhost:3000/hooks`, a URL. The same address
   * leads to the same destination. Other hosts than this machine are allowed once, with
   * `replays.allowHost`: TARGET_NEEDS_ALLOW names the host.
   */
  forwardTo: oc
    .route({
      method: 'PUT',
      path: '/endpoints/{endpointId}/forward-to',
      summary: 'Answer with a server, by its port or URL',
    })
    .input(z.object({ endpointId: EndpointId, address: z.string().max(4000) }))
    .output(
      z.object({
        endpoint: Endpoint,
        destination: Destination,
        created: z.boolean().describe('the destination is new'),
      }),
    )
    .errors({
      ...onSave,
      ...errors('FORWARD_INVALID', 'TARGET_NEEDS_ALLOW', 'DESTINATION_INVALID'),
    }),
  /** A notice that the list changed; the reader fetches it again. */
  live: oc
    .route({ method: 'GET', path: '/endpoints/live', summary: 'Tells that the endpoints changed' })
    .output(eventIterator(z.object({ changed: z.literal(true) }))),
};
