import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from '../errors.ts';
import { DriftKindName, EventTypeId } from './drift.ts';
import { CaptureId, QueryBoolean } from '../shapes.ts';
import {
  ChangeState,
  EventChange,
  EventChangeId,
  EventType,
  EventTypeDetail,
  EventVariant,
  Mutes,
  SchemaFile,
  SchemaForm,
} from './event-types.ts';

export { EventTypeId } from './drift.ts';

const DriftFilter = z.enum(['any', 'breaking', 'additive']);
const TypeFilter = z.object({
  provider: z.string().max(100).optional(),
  search: z.string().max(200).default('').describe('part of the provider, event or version'),
  drift: DriftFilter.optional(),
});

const SchemaText = z
  .string()
  .max(4 * 1024 * 1024)
  .describe('text of a JSON Schema');
const byId = z.object({ id: EventTypeId });
const onWrite = errors('EVENT_TYPE_NOT_FOUND', 'STORE_UNAVAILABLE');

/** What was ever received, type by type: what it looks like, and what changed. */
export const events = {
  list: oc
    .route({ method: 'GET', path: '/event-types', summary: 'Event types that captures came with' })
    .input(TypeFilter)
    .output(
      z.object({
        items: z.array(EventType),
        behind: z.number().int().describe('captures still to be looked at, counted up to 10,000'),
      }),
    ),
  export: oc
    .route({
      method: 'GET',
      path: '/event-types/export',
      summary: 'Schemas of all event types, as files: one each, or one for all where it names them',
    })
    .input(TypeFilter.extend({ as: SchemaForm.default('json-schema') }))
    .output(z.object({ files: z.array(SchemaFile) })),
  get: oc
    .route({
      method: 'GET',
      path: '/event-types/{id}',
      summary: 'An event type with its fields and examples',
    })
    .input(byId)
    .output(EventTypeDetail)
    .errors(errors('EVENT_TYPE_NOT_FOUND')),
  schema: oc
    .route({
      method: 'GET',
      path: '/event-types/{id}/schema',
      summary: 'What an event type looks like: JSON Schema, TypeScript, Zod, OpenAPI',
    })
    .input(byId.extend({ as: SchemaForm.default('json-schema') }))
    .output(SchemaFile)
    .errors(errors('EVENT_TYPE_NOT_FOUND')),
  pin: oc
    .route({
      method: 'PUT',
      path: '/event-types/{id}/baseline',
      summary: 'Hold captures against what is usual now, or against a JSON Schema',
    })
    .input(
      byId.extend({
        from: z.enum(['now', 'schema']),
        schema: SchemaText.optional().describe('where from is schema'),
      }),
    )
    .output(EventType)
    .errors(errors('EVENT_TYPE_NOT_FOUND', 'SCHEMA_INVALID', 'STORE_UNAVAILABLE')),
  unpin: oc
    .route({
      method: 'DELETE',
      path: '/event-types/{id}/baseline',
      summary: 'Forget the baseline; what is usual is learned once more',
    })
    .input(byId)
    .output(EventType)
    .errors(onWrite),
  mute: oc
    .route({
      method: 'PUT',
      path: '/event-types/{id}/mutes',
      summary: 'Paths and kinds of change that nobody wants to hear of',
    })
    .input(byId.extend(Mutes.shape))
    .output(Mutes)
    .errors(onWrite),
  validate: oc
    .route({
      method: 'POST',
      path: '/event-types/{id}/validate',
      summary: 'How a capture, or a body, differs from the baseline',
    })
    .input(
      byId.extend({
        captureId: CaptureId.optional(),
        body: z
          .string()
          .max(1024 * 1024)
          .optional()
          .describe('JSON, instead of a capture'),
        schema: SchemaText.optional().describe('to hold it against, instead of the baseline'),
      }),
    )
    .output(
      z.object({
        judged: z.boolean().describe('false where there is no baseline yet, or no JSON'),
        violations: z.array(
          z.object({
            path: z.string(),
            kind: DriftKindName,
            breaking: z.boolean(),
            expected: z.string(),
            found: z.string(),
          }),
        ),
      }),
    )
    .errors(errors('EVENT_TYPE_NOT_FOUND', 'CAPTURE_NOT_FOUND', 'SCHEMA_INVALID')),
  variants: oc
    .route({
      method: 'POST',
      path: '/event-types/{id}/variants',
      summary: 'Bodies this event may come with, made of a capture: what a handler has to bear',
    })
    .input(byId.extend({ captureId: CaptureId }))
    .output(
      z.object({
        judged: z.boolean().describe('false where there is no baseline yet, or no JSON'),
        variants: z
          .array(EventVariant)
          .describe('optional fields left out, null where it may stand, other values; 200 at most'),
      }),
    )
    .errors(errors('EVENT_TYPE_NOT_FOUND', 'CAPTURE_NOT_FOUND')),
  rebuild: oc
    .route({
      method: 'POST',
      path: '/event-types/rebuild',
      summary: 'Learn event types once more, from the captures that are kept',
    })
    .input(z.object({ ids: z.array(EventTypeId).min(1).max(500) }))
    .output(z.object({ captures: z.number().int().describe('how many will be looked at') }))
    .errors(onWrite),
  changes: oc
    .route({
      method: 'GET',
      path: '/event-changes',
      summary: 'How captures differ from the baselines of their types, newest first',
    })
    .input(
      z.object({
        state: ChangeState.optional(),
        typeId: EventTypeId.optional(),
        since: z.coerce.number().int().optional().describe('epoch ms; of the last time'),
        limit: z.coerce.number().int().min(1).max(1000).default(200),
        settled: QueryBoolean.default(false).describe(
          'first wait, 10 s at most, until what arrived was looked at',
        ),
      }),
    )
    .output(z.object({ items: z.array(EventChange), behind: z.number().int() })),
  judge: oc
    .route({
      method: 'PUT',
      path: '/event-changes/{id}',
      summary: 'Accept a change into the baseline, ignore it, or open it again',
    })
    .input(z.object({ id: EventChangeId, state: z.enum(['accepted', 'ignored', 'open']) }))
    .output(EventChange)
    .errors(onWrite),
  live: oc
    .route({
      method: 'GET',
      path: '/event-types/live',
      summary: 'Ids of event types as they change; none means that any may have',
    })
    .output(eventIterator(z.object({ ids: z.array(EventTypeId) }))),
};
