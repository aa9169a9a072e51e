import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from '../errors.ts';
import { CaptureId, EpochMs } from '../shapes.ts';
import { Cut, RedactionName, RedactionRule, RedactionRules } from './redaction.ts';

export const ExportId = z.string().min(1).max(40).brand<'ExportId'>();
export type ExportId = z.infer<typeof ExportId>;

export const ExportFormat = z
  .enum([
    'backstitch',
    'ndjson',
    'har',
    'csv',
    'http',
    'fixtures',
    'postman',
    'cloudevents',
    'openapi',
    'raw',
  ])
  .describe(
    'backstitch: one file to share; csv: what the list shows, without bodies; fixtures: a zip of folders; ' +
      'http, postman and raw: a zip where one file cannot hold them',
  );
export type ExportFormat = z.infer<typeof ExportFormat>;

/** A test runner for which fixtures get a test file. */
export const FixtureRunner = z.enum(['vitest', 'jest', 'node', 'pytest']);
export type FixtureRunner = z.infer<typeof FixtureRunner>;

/** Events as one list, one in each line, or one alone. */
export const CloudEventsShape = z.enum(['batch', 'ndjson', 'structured']);
export type CloudEventsShape = z.infer<typeof CloudEventsShape>;

/** Which captures: by their ids, or all that a search finds. */
const chosen = z.object({
  search: z.string().max(2000).optional().describe('all that it finds, the newest 100,000'),
  ids: z.array(CaptureId).min(1).max(5000).optional().describe('these; goes before `search`'),
  redaction: RedactionName.default('default'),
  rules: RedactionRules.optional().describe('for this file alone; go before `redaction`'),
});

/** One place that no rule cuts, or several alike. */
export const Left = z.object({
  place: z.string().describe('where in a capture, as in `cut`'),
  rule: RedactionRule.nullable().describe('would cut it; null where only a pattern could'),
  count: z.number().int(),
  value: z.string().describe('what stands there in one of them, the first 120 characters'),
});
export type Left = z.infer<typeof Left>;

export const ExportPreview = z.object({
  captures: z.number().int(),
  looked: z.number().int().describe('captures that were gone through for this preview'),
  cut: z.array(Cut).describe('the places that are cut most often first'),
  left: z.array(Left).describe('of the newest 50, at most 400; only where it is asked for'),
});
export type ExportPreview = z.infer<typeof ExportPreview>;

export const Export = z.object({
  id: ExportId,
  format: ExportFormat,
  redaction: z.string().describe('the profile; `custom` for rules of its own'),
  state: z.enum(['running', 'ready', 'failed', 'canceled']),
  done: z.number().int().describe('captures written'),
  total: z.number().int(),
  bytes: z.number().int().describe('size of the file so far'),
  fileName: z.string(),
  startedAt: EpochMs,
  /** Why it failed; null otherwise. */
  problem: z.string().nullable(),
});
export type Export = z.infer<typeof Export>;

const byId = z.object({ id: ExportId });

export const exports = {
  preview: oc
    .route({
      method: 'POST',
      path: '/exports/preview',
      summary: 'What would be exported, and what would be cut out of it',
    })
    .input(
      chosen.extend({
        left: z.boolean().optional().describe('also tell what stays; nothing with `none`'),
      }),
    )
    .output(ExportPreview)
    .errors(errors('SEARCH_INVALID', 'EXPORT_FAILED', 'REDACTION_INVALID')),
  create: oc
    .route({ method: 'POST', path: '/exports', summary: 'Write captures into a file' })
    .input(
      chosen.extend({
        format: ExportFormat,
        runner: FixtureRunner.optional().describe('of fixtures: adds a test file for it'),
        shape: CloudEventsShape.default('batch').describe(
          'of cloudevents; structured takes one capture',
        ),
      }),
    )
    .output(Export)
    .errors(errors('SEARCH_INVALID', 'EXPORT_FAILED', 'REDACTION_INVALID')),
  list: oc
    .route({ method: 'GET', path: '/exports', summary: 'Exports of the last hour' })
    .output(z.array(Export).describe('the newest first')),
  get: oc
    .route({ method: 'GET', path: '/exports/{id}', summary: 'One export' })
    .input(byId)
    .output(Export)
    .errors(errors('EXPORT_NOT_FOUND')),
  cancel: oc
    .route({ method: 'POST', path: '/exports/{id}/cancel', summary: 'Stop an export' })
    .input(byId)
    .output(Export)
    .errors(errors('EXPORT_NOT_FOUND')),
  remove: oc
    .route({ method: 'DELETE', path: '/exports/{id}', summary: 'Delete an export and its file' })
    .input(byId)
    .errors(errors('EXPORT_NOT_FOUND')),
  /** The bytes, once it is ready. REST serves them by a streaming route of its own. */
  file: oc
    .input(byId)
    .output(z.object({ body: z.instanceof(Blob), fileName: z.string() }))
    .errors(errors('EXPORT_NOT_FOUND')),
  live: oc
    .route({
      method: 'GET',
      path: '/exports/{id}/live',
      summary: 'The export after each step, until it ends',
    })
    .input(byId)
    .output(eventIterator(Export)),
};
