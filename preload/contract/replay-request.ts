import { z } from 'zod';
import { CaptureId, HeaderPair } from './shapes.ts';

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

/** Whose tries belong together: the key of a draft. */
export const DraftKey = z.string().min(1).max(300);
export type DraftKey = z.infer<typeof DraftKey>;

/** What is composed: a capture with an edit laid over it, or a request made from nothing. */
export const Composed = z.object({
  key: DraftKey.nullable().default(null).describe('the draft its tries belong to'),
  captureId: CaptureId.nullable().default(null).describe('null: made from nothing'),
  edit: ReplayEdit.default({}),
});
export type Composed = z.infer<typeof Composed>;

/** How a request would be signed, why, and what that does to its headers. */
export const SignPreview = z.object({
  choice: z
    .enum(['keep', 'resign', 'strip', 'none'])
    .describe('the default for this request; none: there is nothing to sign, send it with keep'),
  row: z.number().int().min(1).max(7).describe('row of the table in replays/NOTES.md'),
  reason: z.string(),
  tone: z.enum(['ok', 'warn', 'bad']),
  secretLabel: z.string().nullable().describe('the secret that would sign'),
  mode: z.enum(['keep', 'resign', 'strip']).describe('what the headers show'),
  url: z.string().nullable().describe('the URL that is signed, where the sender signs one'),
  headers: z
    .array(
      z.object({ name: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
    )
    .describe('what signing replaces, adds (before: null) and drops (after: null)'),
  secretFields: z
    .array(z.string())
    .describe('where the body has a secret of its sender: json:value[].clientState, form:token'),
});
export type SignPreview = z.infer<typeof SignPreview>;

export const ReplayWarning = z.object({
  code: z.enum(['cannot-sign', 'needs-allow', 'refused', 'cut', 'surplus', 'duplicate']),
  text: z.string(),
});
export type ReplayWarning = z.infer<typeof ReplayWarning>;
