import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { CaptureId, EpochMs, HeaderPair, ReplayId } from './shapes.ts';
import {
  Composed,
  DraftKey,
  ReplayEdit,
  ReplayOptions,
  ReplayTarget,
  ReplayWarning,
  SignPreview,
} from './replay-request.ts';

export const ReplaySummary = z.object({
  id: ReplayId,
  captureId: CaptureId.nullable().describe('null: it was made from nothing'),
  draftKey: z.string().nullable().describe('the draft it was sent from'),
  number: z.number().int().describe('1 for the first of this capture, or of this draft'),
  signature: z
    .enum(['keep', 'resign', 'strip'])
    .nullable()
    .describe('what was done with it; null for replays of older versions'),
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
  sentBody: z
    .enum(['captured', 'kept', 'too-long'])
    .describe('captured: that of the capture; kept: see the body `sent` of the replay'),
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
  results: z.array(
    ReplaySummary.extend({ captureId: CaptureId, capturedStatus: z.number().int().nullable() }),
  ),
});
export type ReplayJob = z.infer<typeof ReplayJob>;

export const send = z.object({
  to: ReplayTarget.default({ kind: 'intake' }),
  edit: ReplayEdit.optional(),
  options: ReplayOptions.prefault({}),
});
/** Options of a preview: without a signature, the default for the request is taken. */
const PreviewOptions = ReplayOptions.omit({ signature: true }).extend({
  signature: z.enum(['keep', 'resign', 'strip']).optional(),
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
  /** As `send`, with or without a capture. It is kept among the tries of its draft. */
  compose: oc
    .route({ method: 'POST', path: '/replays', summary: 'Send a composed request and wait' })
    .input(
      z.object({
        draft: Composed,
        to: ReplayTarget.default({ kind: 'intake' }),
        options: ReplayOptions.prefault({}),
      }),
    )
    .output(Replay)
    .errors(onSend),
  /** Sends nothing. Signatures are as of now; a secret that travels in a header is hidden. */
  preview: oc
    .route({
      method: 'POST',
      path: '/replays/preview',
      summary: 'What would be sent, how it would be signed, and why',
    })
    .input(
      z.object({
        captureId: CaptureId.nullable().default(null),
        edit: ReplayEdit.optional(),
        to: ReplayTarget.default({ kind: 'intake' }),
        options: PreviewOptions.prefault({}),
      }),
    )
    .output(
      z.object({
        url: z.string().describe('where it would go'),
        headers: z.array(HeaderPair),
        signature: SignPreview,
        warnings: z.array(ReplayWarning),
      }),
    )
    .errors(onSend),
  /** Of a capture or of a draft. */
  tries: oc
    .route({ method: 'GET', path: '/replays', summary: 'What was sent, newest first' })
    .input(
      z.object({
        captureId: CaptureId.optional(),
        draftKey: DraftKey.optional(),
        before: ReplayId.optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(
      z.object({
        items: z.array(ReplaySummary),
        next: ReplayId.nullable().describe('pass it as before'),
      }),
    )
    .errors(errors('REPLAY_INVALID')),
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
  /** `sent` is empty where the captured body was sent, or one longer than 1 MiB. */
  body: oc
    .input(z.object({ id: ReplayId, of: z.enum(['answer', 'sent']).default('answer') }))
    .output(z.instanceof(Blob))
    .errors(errors('REPLAY_NOT_FOUND')),
  /** Sends several, one at a time. The job lives until the next start. */
  startJob: oc
    .route({ method: 'POST', path: '/replay-jobs', summary: 'Send several captures again' })
    .input(
      z.object({
        ids: z.array(CaptureId).min(1).max(10_000),
        to: ReplayTarget,
        options: ReplayOptions.prefault({}),
        gapMs: z.number().int().min(0).max(60_000).default(0),
        stopOnFailure: z.boolean().default(false),
        order: z.enum(['oldest', 'given']).default('oldest').describe('given: in the order of ids'),
        signing: z
          .enum(['options', 'fitting'])
          .default('options')
          .describe('fitting: each as its preview proposes, in place of options.signature'),
        signatures: z
          .array(z.object({ id: CaptureId, signature: z.enum(['keep', 'resign', 'strip']) }))
          .max(10_000)
          .default([])
          .describe('of single captures, before all else'),
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
  jobLive: oc
    .route({ method: 'GET', path: '/replay-jobs/{id}/live', summary: 'A job as it goes on' })
    .input(z.object({ id: z.string() }))
    .output(eventIterator(ReplayJob)),
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
