import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { CaptureId, EpochMs, HeaderPair, ReplayId } from './shapes.ts';

/** `intake` sends through the same pipeline again; otherwise an absolute http(s) URL. */
export const ReplayTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('intake') }),
  z.object({ kind: z.literal('url'), url: z.string().min(1).max(4000) }),
]);
export type ReplayTarget = z.infer<typeof ReplayTarget>;

/** What differs from the capture. A field left out is sent as captured. */
export const ReplayEdit = z.object({
  method: z.string().min(1).max(40).optional(),
  target: z.string().max(8000).optional().describe('path and query, intake replays only'),
  headers: z.array(HeaderPair).max(500).optional(),
  body: z.instanceof(Blob).optional(),
  bodyText: z.string().max(50_000_000).optional().describe('UTF-8; the form for REST callers'),
});
export type ReplayEdit = z.infer<typeof ReplayEdit>;

export const ReplayOptions = z.object({
  mark: z.boolean().default(true).describe('send Backstitch-Replay and Via'),
  dropRelayNoise: z
    .boolean()
    .default(true)
    .describe('leave out cf-*, x-localtunnel-* and the like'),
  appendPath: z.boolean().default(false).describe('append the captured path and query to the URL'),
  bytes: z
    .enum(['announced', 'everything'])
    .default('announced')
    .describe('everything: the body with what arrived beside it, where something did'),
  timeoutMs: z.number().int().min(1000).max(120_000).default(30_000),
  signature: z
    .enum(['keep', 'resign', 'strip'])
    .default('keep')
    .describe('resign: a new signature and time, with the secret of the sender'),
  deliveryId: z
    .enum(['keep', 'new'])
    .default('keep')
    .describe('resign only: new looks like another event where the id is in a header'),
  signedUrl: z
    .enum(['target', 'public'])
    .default('target')
    .describe('the URL that is signed, for senders that sign it'),
});
export type ReplayOptions = z.infer<typeof ReplayOptions>;

export const ReplaySummary = z.object({
  id: ReplayId,
  captureId: CaptureId,
  number: z.number().int().describe('1 for the first replay of this capture'),
  startedAt: EpochMs,
  url: z.string(),
  edited: z.boolean(),
  outcome: z.enum(['answered', 'failed', 'refused', 'canceled']),
  status: z.number().int().nullable(),
  error: z.string().nullable().describe('the plain reason'),
  errorCode: z.string().nullable().describe('e.g. ECONNREFUSED'),
  totalMs: z.number(),
});
export type ReplaySummary = z.infer<typeof ReplaySummary>;

export const Replay = ReplaySummary.extend({
  method: z.string(),
  requestHeaders: z.array(HeaderPair),
  requestBytes: z.number().int(),
  dropped: z.array(z.object({ name: z.string(), why: z.string() })),
  remoteAddress: z.string().nullable(),
  timings: z.object({
    dnsMs: z.number().nullable(),
    connectMs: z.number().nullable(),
    tlsMs: z.number().nullable(),
    firstByteMs: z.number().nullable(),
  }),
  reason: z.string(),
  responseHeaders: z.array(HeaderPair),
  responseBytes: z.number().int(),
  responseCut: z.boolean().describe('only the first 1 MiB is kept'),
  note: z.string().nullable(),
});
export type Replay = z.infer<typeof Replay>;

export const ReplayJob = z.object({
  id: z.string(),
  total: z.number().int(),
  done: z.number().int(),
  answered: z.number().int(),
  failed: z.number().int(),
  state: z.enum(['running', 'finished', 'canceled']),
  results: z.array(ReplaySummary.extend({ capturedStatus: z.number().int().nullable() })),
});
export type ReplayJob = z.infer<typeof ReplayJob>;

const send = z.object({
  to: ReplayTarget.default({ kind: 'intake' }),
  edit: ReplayEdit.optional(),
  options: ReplayOptions.prefault({}),
});
const onSend = errors(
  'CAPTURE_NOT_FOUND',
  'BODY_NOT_FOUND',
  'REPLAY_INVALID',
  'TARGET_REFUSED',
  'TARGET_NEEDS_ALLOW',
  'STORE_UNAVAILABLE',
);

export const replays = {
  send: oc
    .route({
      method: 'POST',
      path: '/captures/{id}/replay',
      summary: 'Send one capture again and wait',
    })
    .input(send.extend({ id: CaptureId }))
    .output(Replay)
    .errors(onSend),
  ofCapture: oc
    .route({
      method: 'GET',
      path: '/captures/{id}/replays',
      summary: 'Replays of a capture, newest first',
    })
    .input(z.object({ id: CaptureId }))
    .output(z.array(ReplaySummary)),
  get: oc
    .route({ method: 'GET', path: '/replays/{id}', summary: 'One replay with everything in it' })
    .input(z.object({ id: ReplayId }))
    .output(Replay)
    .errors(errors('REPLAY_NOT_FOUND')),
  body: oc
    .input(z.object({ id: ReplayId }))
    .output(z.instanceof(Blob))
    .errors(errors('REPLAY_NOT_FOUND')),
  /** Sends several, oldest first, one at a time. The job lives until the next start. */
  startJob: oc
    .route({ method: 'POST', path: '/replay-jobs', summary: 'Send several captures again' })
    .input(
      z.object({
        ids: z.array(CaptureId).min(1).max(10_000),
        to: ReplayTarget,
        options: ReplayOptions.prefault({}),
        gapMs: z.number().int().min(0).max(60_000).default(0),
        stopOnFailure: z.boolean().default(false),
      }),
    )
    .output(ReplayJob)
    .errors(onSend),
  job: oc
    .route({ method: 'GET', path: '/replay-jobs/{id}', summary: 'Progress and results of a job' })
    .input(z.object({ id: z.string() }))
    .output(ReplayJob)
    .errors(errors('REPLAY_NOT_FOUND')),
  cancelJob: oc
    .route({ method: 'POST', path: '/replay-jobs/{id}/cancel', summary: 'Stop a job' })
    .input(z.object({ id: z.string() }))
    .output(ReplayJob)
    .errors(errors('REPLAY_NOT_FOUND')),
  /** The job after each step, until it ends. */
  jobLive: oc.input(z.object({ id: z.string() })).output(eventIterator(ReplayJob)),
  /** Where captures of this endpoint were last replayed to; newest first. */
  targets: oc
    .route({ method: 'GET', path: '/replay-targets', summary: 'Targets used before' })
    .input(z.object({ endpointId: z.string().optional() }))
    .output(z.array(z.string())),
  allowedHosts: oc
    .route({ method: 'GET', path: '/allowed-hosts', summary: 'Hosts replays may go to' })
    .output(z.array(z.string())),
  allowHost: oc
    .route({ method: 'PUT', path: '/allowed-hosts/{host}', summary: 'Allow replays to a host' })
    .input(z.object({ host: z.string().min(1).max(300) }))
    .output(z.array(z.string()))
    .errors(errors('TARGET_REFUSED', 'STORE_UNAVAILABLE')),
  forgetHost: oc
    .route({ method: 'DELETE', path: '/allowed-hosts/{host}', summary: 'Stop allowing a host' })
    .input(z.object({ host: z.string().min(1).max(300) }))
    .output(z.array(z.string()))
    .errors(errors('STORE_UNAVAILABLE')),
};
