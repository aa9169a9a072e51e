import { z } from 'zod';
import { DRIFT_KINDS } from '../../rules/drift-kinds.ts';
import { DriftKindName, EventTypeId } from './drift.ts';
import { CaptureId, EndpointId, EpochMs } from '../shapes.ts';

export const EventChangeId = z
  .string()
  .regex(/^ec_\d{1,15}$/)
  .brand<'EventChangeId'>();
export type EventChangeId = z.infer<typeof EventChangeId>;

/** What captures of a type are held against. */
export const Baseline = z.object({
  kind: z
    .enum(['auto', 'pinned', 'schema'])
    .describe('auto: what was usual when learning ended; schema: from a file'),
  at: EpochMs,
});
export type Baseline = z.infer<typeof Baseline>;

/** One kind of event of one sender, in one version; where no sender is known, of one endpoint. */
export const EventType = z.object({
  id: EventTypeId,
  provider: z.string().nullable(),
  event: z.string().nullable(),
  version: z.string().nullable(),
  endpointId: EndpointId.nullable().describe('where no provider is known'),
  endpointName: z.string(),
  method: z.string(),
  title: z.string().describe('what to call it'),
  urn: z.string().describe('the $id of its JSON Schema'),
  search: z.string().describe('a search that finds its captures'),
  count: z.number().int().describe('how many were ever seen'),
  held: z.number().int().describe('how many of them are still kept'),
  firstAt: EpochMs,
  lastAt: EpochMs,
  sizes: z.object({
    average: z.number(),
    min: z.number().int(),
    max: z.number().int(),
  }),
  rate: z
    .array(z.number().int())
    .describe('how many came in each six hours of the last seven days, oldest first'),
  samples: z.number().int().describe('how many captures made its shape'),
  learning: z.boolean().describe('too few came to say what is usual; nothing counts as drift yet'),
  baseline: Baseline.nullable(),
  open: z.number().int().describe('changes nobody has judged yet'),
  breaking: z.number().int().describe('how many of these break readers'),
});
export type EventType = z.infer<typeof EventType>;

/** One place in the bodies of a type. */
export const EventField = z.object({
  path: z.string().describe('data.items[].price; keys that are no names in quotes: data["a.b"]'),
  name: z.string(),
  depth: z.number().int(),
  types: z.array(z.string()).describe('types of JSON Schema'),
  seen: z.number().int(),
  share: z.number().describe('in which share of the objects around it, 0 to 1'),
  required: z.boolean().describe('always there, in 20 samples or more'),
  nulls: z.number().int(),
  format: z.string().nullable(),
  isEnum: z.boolean(),
  values: z
    .array(z.object({ value: z.string(), count: z.number().int() }))
    .describe('the values, where they are few and neither secret nor personal'),
  volatile: z.boolean().describe('nearly every capture has another value'),
  map: z.boolean().describe('its keys are data'),
  unsafe: z.boolean().describe('integers beyond 2^53, which JavaScript rounds'),
  since: EpochMs,
});
export type EventField = z.infer<typeof EventField>;

export const EventExample = z.object({
  id: CaptureId,
  why: z.enum(['newest', 'smallest', 'largest']),
  receivedAt: EpochMs,
  sizeBytes: z.number().int(),
});
export type EventExample = z.infer<typeof EventExample>;

export const Mutes = z.object({
  paths: z.array(z.string().min(1).max(1000)).max(200).describe('and all below them'),
  kinds: z.array(DriftKindName).max(DRIFT_KINDS.length),
});
export type Mutes = z.infer<typeof Mutes>;

export const EventTypeDetail = EventType.extend({
  fields: z.array(EventField).describe('2,000 at most; parents first'),
  examples: z.array(EventExample).describe('those that are still kept'),
  mutes: Mutes,
});
export type EventTypeDetail = z.infer<typeof EventTypeDetail>;

export const ChangeState = z
  .enum(['open', 'accepted', 'ignored', 'settled'])
  .describe('settled: an addition that became usual');

/** A way in which captures of a type differ from its baseline. */
export const EventChange = z.object({
  id: EventChangeId,
  typeId: EventTypeId,
  title: z.string().describe('of the type'),
  path: z.string(),
  kind: DriftKindName,
  breaking: z.boolean(),
  was: z.string(),
  now: z.string(),
  firstAt: EpochMs,
  lastAt: EpochMs,
  count: z.number().int(),
  captureIds: z.array(CaptureId).describe('the first 20 that are still kept'),
  state: ChangeState,
});
export type EventChange = z.infer<typeof EventChange>;

/** A body that the same event may come with: one thing is otherwise than in the capture it was made of. */
export const EventVariant = z.object({
  path: z.string(),
  what: z.enum(['left-out', 'null', 'value']),
  value: z.string().nullable().describe('the other value; null where it is none'),
  body: z.string().describe('JSON'),
});
export type EventVariant = z.infer<typeof EventVariant>;

export const SchemaForm = z.enum(['json-schema', 'typescript', 'zod', 'openapi']);
export type SchemaForm = z.infer<typeof SchemaForm>;

export const SchemaFile = z.object({ name: z.string(), text: z.string() });
export type SchemaFile = z.infer<typeof SchemaFile>;
