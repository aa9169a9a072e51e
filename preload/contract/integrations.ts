import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { CaptureId, EndpointId, EpochMs } from './shapes.ts';

export const IntegrationId = z.string().max(60).brand<'IntegrationId'>();
export type IntegrationId = z.infer<typeof IntegrationId>;

export const IntegrationUrl = z.object({
  id: z.number().int(),
  last4: z.string().describe('last characters of the token; the rest is kept as a hash only'),
  createdAt: EpochMs,
  lastUsedAt: EpochMs.nullable(),
  revokedAt: EpochMs.nullable(),
});
export type IntegrationUrl = z.infer<typeof IntegrationUrl>;

/** What may be changed after the first save. */
export const IntegrationRules = z.object({
  primaryKey: z
    .array(z.string())
    .max(16)
    .describe('top-level fields that name a row; empty: each row gets a generated key'),
  loading: z.enum(['append', 'upsert']),
  nested: z.enum(['json', 'relational']),
  detectTimestamps: z.boolean(),
  strictTypes: z.boolean().describe('only application/json and +json are taken'),
  jsonInForms: z.boolean().describe('JSON in a field of a form or a part is taken, too'),
  reservedNames: z
    .enum(['reject-record', 'reject-field', 'rename'])
    .describe(
      'what happens to a field named like a column of Backstitch, such as price__it or _sdc_x: ' +
        'its record is rejected, or the field alone, or it is renamed to price__it_ and x_sdc_x',
    ),
});
export type IntegrationRules = z.infer<typeof IntegrationRules>;

/** A PostgreSQL server that gets the same rows. */
export const PostgresTarget = z.object({
  url: z.string().max(2000).describe('postgresql://user:password@host:5432/database'),
});
export type PostgresTarget = z.infer<typeof PostgresTarget>;

export const PostgresState = z.object({
  shownUrl: z.string().describe('without its password'),
  copying: z.boolean(),
  problem: z.string().nullable(),
  lastSentAt: EpochMs.nullable(),
  schema: z.string().nullable().describe('where the tables are there; null until that is known'),
  otherNames: z
    .array(z.object({ name: z.string(), as: z.string() }))
    .describe('schema and tables that have another name there, because theirs is taken'),
});

export const Integration = IntegrationRules.extend({
  id: IntegrationId,
  name: z.string(),
  schema: z.string(),
  state: z.enum(['live', 'paused']),
  createdAt: EpochMs,
  endpointId: EndpointId.describe('its captures are found by `endpoint:<id>`'),
  urls: z.array(IntegrationUrl),
  waiting: z.number().int().describe('accepted captures that are not loaded yet'),
  rebuilding: z.number().int().nullable().describe('captures that a reset still has to load'),
  problem: z.string().nullable().describe('why loading waits'),
  postgres: PostgresState.nullable(),
});
export type Integration = z.infer<typeof Integration>;

export const LoadBatch = z.object({
  id: z.number().int(),
  startedAt: z.string(),
  captures: z.number().int(),
  records: z.number().int(),
  rows: z.number().int(),
  rejected: z.number().int(),
  newColumns: z.array(z.string()),
  splits: z.array(z.string()),
  durationMs: z.number(),
  maxSequence: z.string().describe('digits: beyond 2^53'),
});
export type LoadBatch = z.infer<typeof LoadBatch>;

const byId = z.object({ id: IntegrationId });
const onRead = errors('INTEGRATION_NOT_FOUND', 'QUERY_FAILED');
const onChange = errors(
  'INTEGRATION_NOT_FOUND',
  'INTEGRATION_INVALID',
  'INTEGRATION_BUSY',
  'STORE_UNAVAILABLE',
);
/** What a deleted integration accepted and did not load yet. */
const LeftBehind = z.object({
  id: IntegrationId,
  name: z.string(),
  schema: z.string(),
  file: z.string().describe('of its tables, in warehouse/ of the data directory'),
  waiting: z.number().int().describe('accepted captures that are not loaded yet'),
  problem: z.string().nullable().describe('why loading waits'),
});
export type LeftBehind = z.infer<typeof LeftBehind>;

const Shown = z.object({
  integration: Integration,
  url: z.string().describe('shown this once: only a hash of its token is kept'),
});

/** What an integration has loaded. */
export const IntegrationSummary = z.object({
  rows: z.number().int(),
  rejected: z.number().int(),
  lastLoadAt: z.string().nullable(),
  perHour: z.array(z.number().int()).describe('rows of the last 48 hours, oldest first'),
});
export type IntegrationSummary = z.infer<typeof IntegrationSummary>;

export const integrations = {
  list: oc
    .route({ method: 'GET', path: '/integrations', summary: 'Sources of Stitch Data' })
    .output(z.array(Integration)),
  get: oc
    .route({ method: 'GET', path: '/integrations/{id}', summary: 'One integration' })
    .input(byId)
    .output(Integration)
    .errors(onRead),
  checkName: oc
    .route({
      method: 'POST',
      path: '/integrations/check-name',
      summary: 'Whether a name can be taken',
    })
    .input(z.object({ name: z.string().max(200), schema: z.string().max(200).default('') }))
    .output(
      z.object({
        schema: z.string(),
        problem: z.string().nullable(),
        field: z.enum(['name', 'schema']),
        hasTables: z.boolean().describe('an integration of this name left its tables behind'),
      }),
    ),
  create: oc
    .route({
      method: 'POST',
      path: '/integrations',
      summary: 'Add an integration; its URL is shown once',
    })
    .input(
      IntegrationRules.partial().extend({
        name: z.string().max(200),
        schema: z.string().max(200).default('').describe('empty: made of the name'),
        existing: z
          .enum(['continue', 'move-aside'])
          .nullable()
          .default(null)
          .describe('what becomes of tables that an integration of this name left'),
      }),
    )
    .output(Shown)
    .errors(onChange),
  update: oc
    .route({ method: 'PUT', path: '/integrations/{id}', summary: 'Change how it loads' })
    .input(
      byId.extend({
        name: z.string().max(200).optional(),
        state: z.enum(['live', 'paused']).optional(),
        rules: IntegrationRules.partial().optional(),
        postgres: PostgresTarget.nullable().optional(),
      }),
    )
    .output(Integration)
    .errors(onChange),
  remove: oc
    .route({ method: 'DELETE', path: '/integrations/{id}', summary: 'Delete; its tables stay' })
    .input(byId)
    .output(z.object({ removed: z.boolean() }))
    .errors(onChange),
  leftBehind: oc
    .route({
      method: 'GET',
      path: '/integrations/left-behind',
      summary: 'Deleted integrations with events still to load',
    })
    .output(z.array(LeftBehind)),
  loadLeft: oc
    .route({
      method: 'POST',
      path: '/integrations/{id}/left-behind',
      summary: 'Load the waiting events of a deleted integration now',
    })
    .input(byId)
    .output(z.object({ waiting: z.number().int().describe('still, afterwards') }))
    .errors(onRead),
  dropLeft: oc
    .route({
      method: 'DELETE',
      path: '/integrations/{id}/left-behind',
      summary: 'Drop the waiting events of a deleted integration',
    })
    .input(byId)
    .output(z.object({ dropped: z.number().int() }))
    .errors(onChange),
  generateUrl: oc
    .route({
      method: 'POST',
      path: '/integrations/{id}/urls',
      summary: 'Create a second URL; two at most',
    })
    .input(byId)
    .output(Shown)
    .errors(onChange),
  revokeUrl: oc
    .route({
      method: 'DELETE',
      path: '/integrations/{id}/urls/{urlId}',
      summary: 'Revoke a URL at once',
    })
    .input(byId.extend({ urlId: z.coerce.number().int() }))
    .output(Integration)
    .errors(onChange),
  reset: oc
    .route({ method: 'POST', path: '/integrations/{id}/reset', summary: 'Rebuild from captures' })
    .input(byId)
    .output(z.object({ captures: z.number().int() }))
    .errors(onChange),
  reload: oc
    .route({ method: 'POST', path: '/integrations/{id}/reload', summary: 'Load a capture again' })
    .input(byId.extend({ captureId: CaptureId }))
    .output(z.object({ rows: z.number().int(), rejected: z.number().int() }))
    .errors(errors('INTEGRATION_NOT_FOUND', 'CAPTURE_NOT_FOUND', 'STORE_UNAVAILABLE')),
  loads: oc
    .route({ method: 'GET', path: '/integrations/{id}/loads', summary: 'Batches, newest first' })
    .input(byId.extend({ limit: z.coerce.number().int().min(1).max(500).default(100) }))
    .output(z.object({ items: z.array(LoadBatch) }))
    .errors(onRead),
  summary: oc
    .route({
      method: 'GET',
      path: '/integrations/{id}/summary',
      summary: 'Rows, rejects, rows per hour',
    })
    .input(byId)
    .output(IntegrationSummary)
    .errors(onRead),
  summaries: oc
    .route({
      method: 'GET',
      path: '/integration-summaries',
      summary: 'The same of all integrations whose tables can be read now',
    })
    .output(z.array(IntegrationSummary.extend({ id: IntegrationId }))),
  live: oc
    .route({
      method: 'GET',
      path: '/integrations/live',
      summary: 'Tells that an integration or the saved queries changed',
    })
    .output(
      eventIterator(
        z.object({
          id: IntegrationId.nullable(),
          why: z.string().describe('`queries`: those of the SQL console, and nothing else'),
          changed: z.array(z.string()).describe('columns that a sender began to need just now'),
        }),
      ),
    ),
};
