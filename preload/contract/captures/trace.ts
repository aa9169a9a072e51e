import { oc } from '@orpc/contract';
import { z } from 'zod';
import { AppId } from '../app-model.ts';
import { RunId } from '../apps/function-runs.ts';
import { DeliveryId } from '../deliveries.ts';
import { errors } from '../errors.ts';
import { IntegrationId } from '../integrations.ts';
import { CaptureId, ReplayId } from '../shapes.ts';

export const SpanKind = z
  .enum(['request', 'stage', 'run', 'call', 'load', 'delivery', 'attempt', 'replay'])
  .describe('request: the whole of a capture, arrival to end of reply');
export type SpanKind = z.infer<typeof SpanKind>;

export const SpanState = z
  .enum(['ok', 'refused', 'failed', 'waiting', 'running', 'canceled'])
  .describe('refused: by a check or a rule; waiting: for its time, its turn or its destination');
export type SpanState = z.infer<typeof SpanState>;

/** Where a span is looked at in full. */
export const SpanLink = z.discriminatedUnion('page', [
  z.object({ page: z.literal('run'), appId: AppId, id: RunId }),
  z.object({ page: z.literal('call'), appId: AppId, id: RunId, index: z.number().int() }),
  z.object({ page: z.literal('delivery'), id: DeliveryId }),
  z.object({ page: z.literal('attempt'), id: DeliveryId, attemptId: z.number().int() }),
  z.object({ page: z.literal('replay'), id: ReplayId }),
  z.object({ page: z.literal('integration'), id: IntegrationId }),
]);
export type SpanLink = z.infer<typeof SpanLink>;

export const Span = z.object({
  id: z.string().describe('16 hex digits, the same at every call'),
  parent: z.string().nullable().describe('id of the span it is part of; null for the request'),
  name: z.string(),
  kind: SpanKind,
  startMs: z.number().describe('milliseconds after the request arrived'),
  durationMs: z.number().nullable().describe('null while it is not over, or where it never ended'),
  state: SpanState,
  note: z.string().describe('what happened, in words; may be empty'),
  attributes: z.record(z.string(), z.string()).describe('facts by name, for people'),
  link: SpanLink.nullable(),
});
export type Span = z.infer<typeof Span>;

export const TraceCut = z.object({
  what: z.enum(['calls', 'deliveries', 'attempts', 'replays']),
  count: z.number().int().describe('how many are not among the spans'),
  why: z.string(),
});
export type TraceCut = z.infer<typeof TraceCut>;

export const Trace = z.object({
  traceId: z.string().describe('32 hex digits'),
  fromSender: z.boolean().describe('the id is that of the traceparent header it came with'),
  spans: z.array(Span).describe('2,000 at most; parents first, by their start'),
  cuts: z.array(TraceCut),
});
export type Trace = z.infer<typeof Trace>;

/** A request of the OpenTelemetry protocol, as JSON: what a collector is sent. */
export const OtlpTraces = z.object({
  resourceSpans: z.array(z.record(z.string(), z.unknown())),
});
export type OtlpTraces = z.infer<typeof OtlpTraces>;

/** Where the time of one capture went, and what came of it. */
export const traces = {
  get: oc
    .route({
      method: 'GET',
      path: '/captures/{id}/trace',
      summary: 'What happened to a capture: stages, run, calls, deliveries, attempts, replays',
    })
    .input(z.object({ id: CaptureId }))
    .output(Trace)
    .errors(errors('CAPTURE_NOT_FOUND')),
  ofDelivery: oc
    .route({
      method: 'GET',
      path: '/deliveries/{id}/trace',
      summary: 'A delivery and its attempts along time, also where no capture led to it',
    })
    .input(z.object({ id: DeliveryId }))
    .output(Trace)
    .errors(errors('DELIVERY_NOT_FOUND')),
  otlp: oc
    .route({
      method: 'GET',
      path: '/captures/{id}/trace/otlp',
      summary: 'The same as OTLP JSON, as a collector is sent it: without queries, headers, bodies',
    })
    .input(z.object({ id: CaptureId }))
    .output(OtlpTraces)
    .errors(errors('CAPTURE_NOT_FOUND')),
  otlpOfDelivery: oc
    .route({
      method: 'GET',
      path: '/deliveries/{id}/trace/otlp',
      summary: 'A delivery and its attempts as OTLP JSON',
    })
    .input(z.object({ id: DeliveryId }))
    .output(OtlpTraces)
    .errors(errors('DELIVERY_NOT_FOUND')),
};
