import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { CaptureId, EpochMs } from './shapes.ts';

export const BackfillProviderId = z.enum([
  'github',
  'stripe',
  'gitlab',
  'resend',
  'svix',
  'paddle',
  'gocardless',
  'polar',
  'contentful',
  'datocms',
  'paypal',
  'square',
  'workos',
  'chargebee',
  'dwolla',
  'whop',
]);
export type BackfillProviderId = z.infer<typeof BackfillProviderId>;

/** How events come back: Backstitch reads them, or the provider sends its webhook once more. */
export const BackfillHow = z.enum(['fetch', 'resend']);
export type BackfillHow = z.infer<typeof BackfillHow>;

export const BackfillField = z.object({
  name: z.string(),
  label: z.string(),
  placeholder: z.string(),
  required: z.boolean(),
  help: z.string().optional().describe('where it is found, or when it is left empty'),
});
export type BackfillField = z.infer<typeof BackfillField>;

/** A provider that can be asked what it sent. */
export const BackfillProvider = z.object({
  id: BackfillProviderId,
  label: z.string(),
  fields: z.array(BackfillField).describe('what a source of it is asked for, besides the token'),
  token: z.string().describe('what kind of token it takes, and what that must be allowed'),
  keeps: z.string().describe('how long it remembers what it sent, in words'),
  keepsDays: z.number().nullable().describe('null: not documented'),
  gives: z
    .enum(['bytes', 'object', 'nothing'])
    .describe('bytes: the body as it was sent; object: the event inside of an answer'),
  how: z.array(BackfillHow).min(1).describe('what can be asked of it, the usual first'),
  bySelf: z.string().describe('whether it tries again by itself, in words'),
});
export type BackfillProvider = z.infer<typeof BackfillProvider>;

export const BackfillProviders = z.object({
  providers: z.array(BackfillProvider),
  others: z
    .array(z.object({ id: z.string(), label: z.string(), says: z.string() }))
    .describe('providers that cannot be asked, and what to do instead'),
});
export type BackfillProviders = z.infer<typeof BackfillProviders>;

export const BackfillSourceId = z.string().min(1).max(40).brand<'BackfillSourceId'>();
export type BackfillSourceId = z.infer<typeof BackfillSourceId>;

const Settings = z.record(z.string().max(40), z.string().max(500));

/** An account at a provider that can be asked. Its token is written and never read. */
export const BackfillSource = z.object({
  id: BackfillSourceId,
  provider: BackfillProviderId,
  name: z.string(),
  settings: Settings,
  path: z.string().describe('where its webhooks arrive here, such as /github'),
  last4: z.string().describe('of the token; empty where it is short'),
  createdAt: EpochMs,
});
export type BackfillSource = z.infer<typeof BackfillSource>;

export const BackfillSourceInput = z.object({
  provider: BackfillProviderId,
  name: z.string().trim().max(100).default('').describe('empty: the name of the provider'),
  settings: Settings.default({}),
  path: z
    .string()
    .trim()
    .max(2000)
    .default('')
    .describe('empty: that of its newest capture, or its name'),
  token: z.string().max(10_000).optional().describe('left out on a change: stays as it is'),
});
export type BackfillSourceInput = z.infer<typeof BackfillSourceInput>;

/** What a look at a provider found: nothing is asked of it but what exists. */
export const BackfillTest = z.object({
  ok: z.boolean(),
  text: z.string(),
  hooks: z.array(
    z.object({
      id: z.string(),
      url: z.string(),
      ours: z.boolean().describe('it points to the public URL of this Backstitch'),
    }),
  ),
});
export type BackfillTest = z.infer<typeof BackfillTest>;

export const BackfillItemState = z.enum([
  'held',
  'elsewhere',
  'missing',
  'pending',
  'unjudged',
  'fetching',
  'kept',
  'asking',
  'asked',
  'arrived',
  'unseen',
  'refused',
  'gone',
  'failed',
]);
export type BackfillItemState = z.infer<typeof BackfillItemState>;

/** An event that the provider says it sent. */
export const BackfillItem = z.object({
  n: z.number().int().describe('its number within the scan, from 1'),
  deliveryId: z.string().nullable(),
  eventType: z.string().nullable(),
  at: EpochMs.nullable().describe('when it was sent; null where the provider does not say'),
  state: BackfillItemState.describe(
    'held: it is here; elsewhere: it was delivered, and is not here; missing: it was not delivered; pending: the provider tries again by itself; unjudged: its time is unknown; unseen: asked for, and not here after ten minutes',
  ),
  captureId: CaptureId.nullable(),
  note: z.string().nullable().describe('what the provider said, or why it failed'),
});
export type BackfillItem = z.infer<typeof BackfillItem>;

export const BackfillScanId = z.string().min(1).max(40).brand<'BackfillScanId'>();
export type BackfillScanId = z.infer<typeof BackfillScanId>;

export const BackfillScan = z.object({
  id: BackfillScanId,
  sourceId: BackfillSourceId,
  provider: BackfillProviderId,
  from: EpochMs,
  to: EpochMs,
  only: z.enum(['undelivered', 'all']),
  state: z.enum(['listing', 'listed', 'acting', 'finished', 'canceled', 'failed']),
  counts: z.partialRecord(BackfillItemState, z.number().int()),
  calls: z.number().int().describe('made to the provider'),
  waitsUntil: EpochMs.nullable().describe('where the provider asked to wait'),
  problem: z
    .object({ code: z.string(), message: z.string(), hint: z.string().nullable() })
    .nullable(),
  notes: z.array(z.string()),
  oldest: EpochMs.nullable().describe('of what the provider listed'),
  createdAt: EpochMs,
  endedAt: EpochMs.nullable(),
});
export type BackfillScan = z.infer<typeof BackfillScan>;

export const BackfillSign = z.enum(['keep', 'local', 'none']);
export type BackfillSign = z.infer<typeof BackfillSign>;

/** A time in which nothing could arrive. */
export const Away = z.object({
  from: EpochMs,
  to: EpochMs.nullable().describe('null while it lasts'),
  reason: z.string(),
});
export type Away = z.infer<typeof Away>;

const byId = z.object({ id: BackfillSourceId });
const byScan = z.object({ id: BackfillScanId });

export const backfill = {
  providers: oc
    .route({
      method: 'GET',
      path: '/backfill/providers',
      summary: 'Providers that can be asked what they sent, and those that cannot',
    })
    .output(BackfillProviders),
  sources: oc
    .route({ method: 'GET', path: '/backfill/sources', summary: 'Accounts that can be asked' })
    .output(z.array(BackfillSource)),
  createSource: oc
    .route({
      method: 'POST',
      path: '/backfill/sources',
      summary: 'Add an account at a provider',
    })
    .input(BackfillSourceInput)
    .output(BackfillSource)
    .errors(errors('BACKFILL_INVALID', 'STORE_UNAVAILABLE')),
  updateSource: oc
    .route({ method: 'PUT', path: '/backfill/sources/{id}', summary: 'Change an account' })
    .input(BackfillSourceInput.extend({ id: BackfillSourceId }))
    .output(BackfillSource)
    .errors(errors('BACKFILL_INVALID', 'BACKFILL_SOURCE_NOT_FOUND', 'STORE_UNAVAILABLE')),
  removeSource: oc
    .route({
      method: 'DELETE',
      path: '/backfill/sources/{id}',
      summary: 'Delete an account with its token; what was fetched stays',
    })
    .input(byId)
    .errors(errors('BACKFILL_SOURCE_NOT_FOUND', 'BACKFILL_BUSY', 'STORE_UNAVAILABLE')),
  testSource: oc
    .route({
      method: 'POST',
      path: '/backfill/sources/{id}/test',
      summary: 'Look whether the token opens the account, and which webhooks it has',
    })
    .input(byId)
    .output(BackfillTest)
    .errors(errors('BACKFILL_SOURCE_NOT_FOUND')),
  away: oc
    .route({
      method: 'GET',
      path: '/backfill/away',
      summary: 'When nothing could arrive for a minute or longer, newest first',
    })
    .input(z.object({ since: z.coerce.number().int().default(0) }))
    .output(z.array(Away)),
  scan: oc
    .route({
      method: 'POST',
      path: '/backfill/scans',
      summary: 'Ask a provider what it sent, and compare with what is here; nothing is changed',
    })
    .input(
      z.object({
        sourceId: BackfillSourceId,
        from: EpochMs,
        to: EpochMs,
        only: z
          .enum(['undelivered', 'all'])
          .default('undelivered')
          .describe('undelivered: what the provider could not deliver'),
      }),
    )
    .output(BackfillScan)
    .errors(
      errors('BACKFILL_SOURCE_NOT_FOUND', 'BACKFILL_INVALID', 'BACKFILL_BUSY', 'STORE_UNAVAILABLE'),
    ),
  scans: oc
    .route({ method: 'GET', path: '/backfill/scans', summary: 'Scans, the newest first' })
    .output(z.array(BackfillScan).describe('100 at most')),
  getScan: oc
    .route({ method: 'GET', path: '/backfill/scans/{id}', summary: 'How far a scan has come' })
    .input(byScan)
    .output(BackfillScan)
    .errors(errors('BACKFILL_SCAN_NOT_FOUND')),
  items: oc
    .route({
      method: 'GET',
      path: '/backfill/scans/{id}/items',
      summary: 'What the provider says it sent, in the order in which it said so',
    })
    .input(
      byScan.extend({
        state: BackfillItemState.optional(),
        after: z.coerce.number().int().min(0).default(0).describe('the number of an item'),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
    )
    .output(z.object({ items: z.array(BackfillItem), next: z.number().int().nullable() }))
    .errors(errors('BACKFILL_SCAN_NOT_FOUND')),
  act: oc
    .route({
      method: 'POST',
      path: '/backfill/scans/{id}/act',
      summary: 'Fetch events that were missed, or ask the provider to send them again',
    })
    .input(
      byScan.extend({
        items: z
          .union([z.literal('missing'), z.array(z.number().int().min(1)).min(1).max(10_000)])
          .default('missing'),
        how: BackfillHow,
        sign: BackfillSign.default('keep').describe(
          'fetched ones: with the headers as they were logged, signed here, or without a signature',
        ),
        run: z
          .boolean()
          .default(true)
          .describe('fetched ones: through the intake, so that functions, forwards and loads run'),
      }),
    )
    .output(BackfillScan)
    .errors(
      errors(
        'BACKFILL_SCAN_NOT_FOUND',
        'BACKFILL_SOURCE_NOT_FOUND',
        'BACKFILL_INVALID',
        'BACKFILL_BUSY',
        'STORE_UNAVAILABLE',
      ),
    ),
  cancel: oc
    .route({
      method: 'POST',
      path: '/backfill/scans/{id}/cancel',
      summary: 'Stop a scan after the call that is under way',
    })
    .input(byScan)
    .output(BackfillScan)
    .errors(errors('BACKFILL_SCAN_NOT_FOUND')),
  /** A line for each scan that changed; null: sources did. Readers ask again. */
  live: oc
    .route({ method: 'GET', path: '/backfill/live', summary: 'Scans as they change' })
    .output(eventIterator(z.object({ scanId: BackfillScanId.nullable() }))),
};
