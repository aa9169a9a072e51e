import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Order } from './captures/views.ts';
import { GroupPage, GroupsInput, Histogram, HistogramInput } from './captures/overview.ts';
import { SearchProblem } from './captures/search-text.ts';
import { CaptureDrift } from './captures/drift.ts';
import { errors } from './errors.ts';
import { CaptureId, EndpointId, EpochMs, HeaderPair, QueryBoolean, queryList } from './shapes.ts';

/** Why an arrival never became a whole request. */
export const ArrivalFailure = z.enum([
  'aborted',
  'timeout',
  'malformed',
  'headers-too-large',
  'shutdown',
]);
export type ArrivalFailure = z.infer<typeof ArrivalFailure>;

/** The stages a capture passes, in order. */
export const StageName = z.enum([
  'receive',
  'capture',
  'match',
  'authenticate',
  'authorize',
  'run',
  'respond',
]);
export type StageName = z.infer<typeof StageName>;

export const Stage = z.object({
  stage: StageName,
  startMs: z.number().describe('milliseconds after arrival'),
  durationMs: z.number(),
  result: z.enum(['ok', 'refused', 'failed']),
  note: z.string().describe('what happened, in words'),
});
export type Stage = z.infer<typeof Stage>;

/** How the proof of the sender was judged; searched for as `sig:bad`. */
export const SignatureMark = z.enum(['ok', 'token', 'bad', 'unset', 'unknown']);
export type SignatureMark = z.infer<typeof SignatureMark>;

export const CaptureSummary = z.object({
  id: CaptureId,
  receivedAt: EpochMs,
  durationMs: z.number().nullable().describe('arrival to end of reply; null while open'),
  method: z.string(),
  target: z.string().describe('raw request target, latin1'),
  endpointId: EndpointId.nullable(),
  endpointName: z.string(),
  sizeBytes: z.number().int().describe('body bytes kept'),
  contentType: z.string().nullable(),
  status: z.number().int().nullable().describe('status answered'),
  decidedBy: StageName,
  reason: z.string().nullable().describe('why it was refused or failed; null when accepted'),
  failure: ArrivalFailure.nullable(),
  cut: z.boolean().describe('the body was longer than the limit; only its first part is kept'),
  viaTunnel: z.boolean(),
  pinned: z.boolean(),
  hasNote: z.boolean(),
  replayOf: CaptureId.nullable(),
  provider: z.string().nullable().describe('who sent it, as far as Backstitch can tell'),
  eventType: z.string().nullable(),
  signature: SignatureMark.nullable().describe(
    'ok: verified; token: the secret was right; bad; unset: no secret; unknown: cannot be judged',
  ),
  drift: CaptureDrift.optional().describe('where it differed from the baseline of its event type'),
  mates: z
    .object({
      pinnedBy: z.string().nullable().describe('name of the mate'),
      notedBy: z.string().nullable().describe('name of the mate who wrote the note last'),
    })
    .optional()
    .describe('what others of the team marked of it; left out for nothing'),
});
export type CaptureSummary = z.infer<typeof CaptureSummary>;

export const SentReply = z.object({
  status: z.number().int(),
  reason: z.string(),
  headers: z.array(HeaderPair),
  sizeBytes: z.number().int(),
  completed: z.boolean().describe('false when the sender disconnected before the end'),
});
export type SentReply = z.infer<typeof SentReply>;

export const CaptureDetail = CaptureSummary.extend({
  httpVersion: z.string(),
  headers: z.array(HeaderPair),
  trailers: z.array(HeaderPair),
  remoteAddress: z.string(),
  remotePort: z.number().int(),
  reportedClient: z
    .object({ address: z.string(), header: z.string() })
    .nullable()
    .describe('client address as the tunnel reports it; not verified'),
  note: z.string(),
  matesNote: z
    .object({
      text: z.string(),
      author: z.string(),
      at: EpochMs.describe('by the clock of the database'),
    })
    .optional()
    .describe('what another of the team wrote on it, beside the note of this Backstitch'),
  contentEncoding: z.string().nullable(),
  declaredBytes: z.number().int().nullable().describe('Content-Length, where one was sent'),
  surplus: z
    .object({
      sizeBytes: z.number().int().describe('all that arrived'),
      keptBytes: z.number().int(),
    })
    .nullable()
    .describe('bytes beside the body: more than was announced, or framing that cannot be read'),
  bodySha256: z.string().nullable().describe('hex; null where nothing was received'),
  reply: SentReply.nullable(),
  stages: z.array(Stage),
  replayCount: z.number().int(),
  imported: z
    .object({
      importId: z.string(),
      from: z
        .enum(['file', 'provider', 'team'])
        .describe(
          'file: an import; provider: a scan of an account brought it back; team: another node caught it',
        ),
      name: z.string().describe('of the file or the provider; empty where that was forgotten'),
      at: EpochMs.nullable().describe('null where the import or scan was forgotten'),
      rebuilt: z.boolean().describe('its bytes are not the original ones'),
      redacted: z.boolean().describe('something was cut out of it before it was written'),
    })
    .optional()
    .describe('left out for what arrived here'),
});
export type CaptureDetail = z.infer<typeof CaptureDetail>;

/** A capture in the list, with the columns that were asked for: those that it has, cut at 120 characters. */
export const ListedCapture = CaptureSummary.extend({
  extra: z.record(z.string(), z.string()).optional().describe('where columns were asked for'),
});
export type ListedCapture = z.infer<typeof ListedCapture>;

export const CapturePage = z.object({
  items: z.array(ListedCapture),
  next: z.string().nullable().describe('pass as `before` for the next page; null at the end'),
  problems: z.array(SearchProblem),
});
export type CapturePage = z.infer<typeof CapturePage>;

/** A change of the list. A client that missed some reads the first page again. */
export const CaptureEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('added'), items: z.array(CaptureSummary) }),
  z.object({ kind: z.literal('changed'), items: z.array(CaptureSummary) }),
  z.object({ kind: z.literal('removed'), ids: z.array(CaptureId), why: z.string() }),
  z.object({
    kind: z.literal('refresh'),
    why: z.string(),
    anywhere: z
      .boolean()
      .describe('captures came, changed or went at other places than the newest'),
  }),
]);
export type CaptureEvent = z.infer<typeof CaptureEvent>;

export const DecodedBody = z.object({
  body: z.instanceof(Blob),
  encodings: z.array(z.string()).describe('content codings undone, outermost first'),
  problem: z.string().nullable().describe('why decoding stopped; the bytes are then as sent'),
  cut: z.boolean().describe('only the first part is here'),
});

/** A column that is read for the list: of a header, the query, the body, or a fact of the capture. */
export const ExtraColumn = z
  .string()
  .max(300)
  .regex(
    /^(?:(?:header|query|body)\..+|deliveryId|attempt|note|source|statusText)$/is,
    'Not a column of this kind.',
  );

export const ListInput = z.object({
  search: z.string().max(2000).default(''),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  before: z.string().max(60).optional().describe('`next` of the page before, in the same order'),
  order: Order.optional().describe('left out: newest'),
  from: z.coerce.number().int().optional().describe('arrived then or later, epoch ms'),
  to: z.coerce.number().int().optional().describe('arrived earlier, epoch ms'),
  columns: queryList(ExtraColumn, 8).describe(
    'header.x, query.x, body.a.b, deliveryId, attempt, note, source, statusText',
  ),
});
export type ListInput = z.infer<typeof ListInput>;

const byId = z.object({ id: CaptureId });
const found = z.object({ search: z.string().max(2000).default('') });

export const captures = {
  /** By size or duration, at most 10,000 may be found. */
  list: oc
    .route({ method: 'GET', path: '/captures', summary: 'Newest first, or in another order' })
    .input(ListInput)
    .output(CapturePage)
    .errors(errors('SEARCH_TOO_WIDE')),
  count: oc
    .route({ method: 'GET', path: '/captures/count', summary: 'Count the captures a search finds' })
    .input(
      found.extend({
        from: z.coerce.number().int().optional().describe('arrived then or later, epoch ms'),
        to: z.coerce.number().int().optional().describe('arrived earlier, epoch ms'),
      }),
    )
    .output(
      z.object({ count: z.number().int(), capped: z.boolean().describe('more than 10,000') }),
    ),
  /** Where a search found captures in time. It is made in slices: others are served in between. */
  histogram: oc
    .route({
      method: 'GET',
      path: '/captures/histogram',
      summary: 'Count the captures a search finds over time, with outages of the tunnel',
    })
    .input(HistogramInput)
    .output(Histogram)
    .errors(errors('SEARCH_INVALID')),
  groups: oc
    .route({
      method: 'GET',
      path: '/captures/groups',
      summary: 'Group the captures a search finds',
    })
    .input(GroupsInput)
    .output(GroupPage)
    .errors(errors('SEARCH_INVALID')),
  get: oc
    .route({ method: 'GET', path: '/captures/{id}', summary: 'One capture with everything in it' })
    .input(byId)
    .output(CaptureDetail)
    .errors(errors('CAPTURE_NOT_FOUND')),
  /** Bytes as sent. */
  body: oc
    .input(
      byId.extend({
        of: z.enum(['request', 'reply', 'surplus']).default('request'),
        from: z.coerce
          .number()
          .int()
          .min(0)
          .optional()
          .describe('first byte wanted; left out: the first'),
        to: z.coerce.number().int().min(0).optional().describe('one past the last; left out: all'),
      }),
    )
    .output(z.instanceof(Blob))
    .errors(errors('CAPTURE_NOT_FOUND', 'BODY_NOT_FOUND')),
  decodedBody: oc
    .input(
      byId.extend({
        of: z.enum(['request', 'reply', 'surplus']).default('request'),
        unpack: QueryBoolean.default(false).describe(
          'gzip and zstd are undone, too, where only the first bytes tell of them',
        ),
      }),
    )
    .output(DecodedBody)
    .errors(errors('CAPTURE_NOT_FOUND', 'BODY_NOT_FOUND')),
  pin: oc
    .route({ method: 'PUT', path: '/captures/{id}/pin', summary: 'Pin or unpin' })
    .input(byId.extend({ pinned: z.boolean() }))
    .output(CaptureSummary)
    .errors(errors('CAPTURE_NOT_FOUND', 'STORE_UNAVAILABLE')),
  annotate: oc
    .route({ method: 'PUT', path: '/captures/{id}/note', summary: 'Write a note' })
    .input(byId.extend({ note: z.string().max(10_000) }))
    .output(CaptureSummary)
    .errors(errors('CAPTURE_NOT_FOUND', 'STORE_UNAVAILABLE')),
  sample: oc
    .route({ method: 'POST', path: '/captures/sample', summary: 'Send a sample to the intake' })
    .output(z.object({ status: z.number().int() }))
    .errors(errors('STORE_UNAVAILABLE')),
};
