import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { CaptureId, EpochMs } from './shapes.ts';
import { FIRST_BODY } from '../rules/simulation-body.ts';

const TEN_MINUTES = 600_000;
const Share = z.number().min(0).max(1);
const Span = z.number().int().min(0).max(TEN_MINUTES);

/** Which event is sent when. The same plan and seed give the same sequence. */
export const SimulationPlan = z.object({
  seed: z.number().int().min(0).max(4_294_967_295).default(1),
  events: z.number().int().min(1).max(10_000).default(20),
  duplicates: z
    .object({
      share: Share.default(0.3).describe('of the events, 0 to 1'),
      copies: z.number().int().min(1).max(5).default(1).describe('at most that many more'),
      withinMs: Span.default(2000).describe('how long after the first'),
    })
    .prefault({}),
  disorder: z
    .object({
      share: Share.default(0.2).describe('of the events, 0 to 1'),
      withinMs: Span.default(3000).describe('how late at most'),
    })
    .prefault({}),
  burst: z
    .object({
      size: z.number().int().min(1).max(1000).default(5),
      spreadMs: Span.default(500).describe('0: all at once'),
      gapMs: Span.default(1000).describe('pause between two bursts'),
    })
    .prefault({}),
});
export type SimulationPlan = z.infer<typeof SimulationPlan>;

/** `intake` sends through the own intake; otherwise an absolute http(s) URL. */
export const SimulationTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('intake'), path: z.string().max(2000).default('/simulator') }),
  z.object({ kind: z.literal('url'), url: z.string().min(1).max(4000) }),
]);
export type SimulationTarget = z.infer<typeof SimulationTarget>;

export const SimulationInput = SimulationPlan.extend({
  to: SimulationTarget,
  eventTypes: z
    .array(z.string().min(1).max(200))
    .min(1)
    .max(20)
    .default(['order.created', 'order.paid'])
    .describe('taken in turn'),
  body: z
    .string()
    .max(65_536)
    .default(FIRST_BODY)
    .describe('{{n}}, {{id}}, {{uuid}}, {{type}} and {{now}} are filled in'),
  contentType: z.string().min(1).max(200).default('application/json'),
  captureId: CaptureId.nullable()
    .default(null)
    .describe(
      'plays this capture, each time as another event: its headers and body, with an id of its own; then `eventTypes`, `body` and `contentType` do not count',
    ),
  signing: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('none') }),
      z.object({ kind: z.literal('standard'), secret: z.string().max(200) }),
      z.object({ kind: z.literal('sender') }),
    ])
    .default({ kind: 'none' })
    .describe('Standard Webhooks, none, or for a capture: as its sender signs'),
  retryGapsMs: z
    .array(z.number().int().min(100).max(TEN_MINUTES))
    .max(10)
    .default([1000, 2000, 5000])
    .describe('events not answered 2xx are sent again after these'),
  timeoutMs: z.number().int().min(100).max(120_000).default(10_000),
  check: z
    .object({
      url: z.string().min(1).max(4000),
      path: z.string().max(200).default('').describe('of a number in the JSON: `data.count`'),
    })
    .nullable()
    .default(null)
    .describe('read before and after: it must grow by one for each event'),
});
export type SimulationInput = z.infer<typeof SimulationInput>;

export const PlannedSend = z.object({
  atMs: z.number().describe('since the start'),
  event: z.number().int().describe('1 for the first'),
  copy: z.number().int().describe('0 for the first sending, then its duplicates'),
  late: z.boolean().describe('the event was held back, so that later ones overtake it'),
});
export type PlannedSend = z.infer<typeof PlannedSend>;

export const SimulationPreview = z.object({
  requests: z.number().int().describe('without retries'),
  duplicates: z.number().int(),
  late: z.number().int(),
  durationMs: z.number(),
  sends: z.array(PlannedSend).describe('the first 400'),
});
export type SimulationPreview = z.infer<typeof SimulationPreview>;

export const SimulationSummary = z.object({
  sent: z.number().int(),
  planned: z.number().int().describe('without retries'),
  duplicates: z.number().int(),
  retries: z.number().int(),
  outOfOrder: z.number().int().describe('events first sent after a later one'),
  accepted: z.number().int().describe('events answered 2xx at least once'),
  rejected: z.number().int().describe('events never answered 2xx'),
  ok: z.number().int().describe('answers 2xx'),
  notOk: z.number().int().describe('other answers'),
  unanswered: z.number().int(),
  differing: z.number().int().describe('events with answers that differ between duplicates'),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
});
export type SimulationSummary = z.infer<typeof SimulationSummary>;

export const Verdict = z.object({
  tone: z.enum(['good', 'warn', 'bad', 'neutral']),
  title: z.string(),
  detail: z.string(),
});
export type Verdict = z.infer<typeof Verdict>;

export const Simulation = z.object({
  id: z.string(),
  url: z.string(),
  captureId: CaptureId.nullable().describe(
    'the capture that is played; null: a body that was written',
  ),
  events: z.number().int(),
  seed: z.number().int(),
  startedAt: EpochMs,
  endedAt: EpochMs.nullable(),
  durationMs: z.number().describe('of the plan, without retries'),
  state: z.enum(['running', 'checking', 'finished', 'canceled']),
  note: z.string().nullable().describe('why it ended before its plan'),
  summary: SimulationSummary,
  slices: z
    .array(z.object({ ok: z.number(), notOk: z.number(), unanswered: z.number() }))
    .describe('answers over time, oldest first'),
  sliceMs: z.number(),
  check: z
    .object({ before: z.number(), after: z.number().nullable(), problem: z.string().nullable() })
    .nullable(),
  verdict: Verdict,
});
export type Simulation = z.infer<typeof Simulation>;

export const SimulatedSend = z.object({
  kind: z.enum(['first', 'duplicate', 'retry']),
  copy: z.number().int(),
  atMs: z.number().describe('since the start'),
  status: z.number().int().nullable(),
  error: z.string().nullable().describe('why there was no answer, in words'),
  errorCode: z.string().nullable(),
  totalMs: z.number(),
  bodyHash: z.string().nullable().describe('equal for equal answers'),
  bodyStart: z.string().describe('the first 300 characters of the answer'),
});
export type SimulatedSend = z.infer<typeof SimulatedSend>;

export const SimulatedEvent = z.object({
  number: z.number().int(),
  id: z.string().describe('the webhook-id'),
  type: z.string(),
  late: z.boolean(),
  copies: z.number().int().describe('planned copies, 1 without duplicates'),
  accepted: z.boolean().describe('answered 2xx at least once'),
  differs: z.enum(['status', 'body']).nullable().describe('between its duplicates'),
  sends: z.array(SimulatedSend),
});
export type SimulatedEvent = z.infer<typeof SimulatedEvent>;

export const EventFilter = z.enum(['all', 'duplicated', 'differing', 'rejected', 'late']);
export type EventFilter = z.infer<typeof EventFilter>;

const byId = z.object({ id: z.string().min(1).max(40) });
const onFind = errors('SIMULATION_NOT_FOUND');

export const simulator = {
  preview: oc
    .route({
      method: 'POST',
      path: '/simulations/preview',
      summary: 'What would be sent, and when',
    })
    .input(SimulationPlan)
    .output(SimulationPreview)
    .errors(errors('SIMULATION_INVALID')),
  start: oc
    .route({ method: 'POST', path: '/simulations', summary: 'Play a provider against a URL' })
    .input(SimulationInput)
    .output(Simulation)
    .errors(
      errors('SIMULATION_INVALID', 'SIMULATION_BUSY', 'TARGET_REFUSED', 'TARGET_NEEDS_ALLOW'),
    ),
  /** The last few; they live until the next start of Backstitch. */
  list: oc
    .route({ method: 'GET', path: '/simulations', summary: 'Simulations, newest first' })
    .output(z.array(Simulation)),
  get: oc
    .route({ method: 'GET', path: '/simulations/{id}', summary: 'Progress and verdict' })
    .input(byId)
    .output(Simulation)
    .errors(onFind),
  events: oc
    .route({ method: 'GET', path: '/simulations/{id}/events', summary: 'Event by event' })
    .input(
      byId.extend({
        show: EventFilter.default('all'),
        offset: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(1000).default(200),
      }),
    )
    .output(z.object({ total: z.number().int(), items: z.array(SimulatedEvent) }))
    .errors(onFind),
  cancel: oc
    .route({ method: 'POST', path: '/simulations/{id}/cancel', summary: 'Stop a simulation' })
    .input(byId)
    .output(Simulation)
    .errors(onFind),
  /** The simulation after each step that a reader can keep up with, until it ends. */
  live: oc
    .route({ method: 'GET', path: '/simulations/{id}/live', summary: 'A simulation as it goes on' })
    .input(byId)
    .output(eventIterator(Simulation)),
};
