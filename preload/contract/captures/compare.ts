import { oc } from '@orpc/contract';
import { z } from 'zod';
import { COMPARE_PARTS } from '../../rules/compare-parts.ts';
import { CaptureSummary } from '../captures.ts';
import { errors } from '../errors.ts';
import { CaptureId, QueryBoolean } from '../shapes.ts';

export const ComparePart = z.enum(COMPARE_PARTS);
export type ComparePart = z.infer<typeof ComparePart>;

export const DifferenceKind = z
  .enum(['added', 'removed', 'changed', 'type', 'moved', 'order', 'spelling'])
  .describe(
    'type: a value of another type; order: the same things in another order; spelling: the same value, written in another way (1.0 and 1, %20 and +)',
  );
export type DifferenceKind = z.infer<typeof DifferenceKind>;

export const Difference = z.object({
  part: ComparePart,
  kind: DifferenceKind,
  path: z.string().describe('where, for people: data.items[id=42].price'),
  pattern: z
    .string()
    .nullable()
    .describe('what ignores it, as a search spells it: body.data.items.*.price; null: nothing can'),
  leftPointer: z.string().nullable().describe('JSON Pointer in the left body'),
  rightPointer: z.string().nullable().describe('JSON Pointer in the right body'),
  left: z.string().nullable().describe('as written, 2,000 characters at most; null: not there'),
  right: z.string().nullable(),
  volatile: z.boolean().describe('an id, a time or a token on both sides: it differs every time'),
  ignoredBy: z
    .string()
    .nullable()
    .describe(
      'the pattern that ignores it; "built in" for what every delivery has of its own; "learned" for what differs in nearly every capture of this event type',
    ),
});
export type Difference = z.infer<typeof Difference>;

/** How the bodies were read: both alike, else as text or as bytes. */
export const BodyReading = z.enum(['none', 'json', 'ndjson', 'form', 'multipart', 'text', 'bytes']);

export const Comparison = z.object({
  left: CaptureSummary,
  right: CaptureSummary,
  of: z.enum(['request', 'reply']),
  identical: z.boolean().describe('the same byte for byte, headers in the same order'),
  body: z.object({
    reading: BodyReading,
    same: z.boolean().describe('the same bytes, content codings undone'),
    leftBytes: z.number().int(),
    rightBytes: z.number().int(),
    leftCharset: z.string().describe('by which it is read as text: a label as browsers know it'),
    rightCharset: z.string(),
  }),
  differences: z.array(Difference).describe('5,000 at most'),
  total: z.number().int().describe('number of differences, also of those beyond 5,000'),
  ignored: z.array(Difference).describe('1,000 at most'),
  ignoredTotal: z.number().int(),
  patterns: z.array(z.string()).describe('the paths that are ignored for this event'),
  learned: z
    .array(z.string())
    .describe(
      'paths of differences that are ignored because they differ in nearly every capture of this event type, 200 at most',
    ),
  notes: z.array(z.string()).describe('what else matters, in sentences'),
  ms: z.number().describe('how long it took'),
});
export type Comparison = z.infer<typeof Comparison>;

export const IgnorePattern = z.string().min(1).max(300);
export const IgnoreInput = z
  .union([z.enum(['kept', 'none']), z.array(IgnorePattern).max(200)])
  .default('kept')
  .describe(
    'kept: the paths kept in the preference `compare.ignored`, beside what is built in; none: nothing; a list: those and what is built in',
  );

export const Partner = z.object({
  why: z
    .enum(['event', 'path', 'replay'])
    .describe('the same event, the same path, or the capture this one is a replay of'),
  capture: CaptureSummary,
});
export type Partner = z.infer<typeof Partner>;

export const SeriesRow = z.object({
  part: ComparePart,
  path: z.string(),
  pattern: z.string().nullable(),
  values: z
    .array(z.string().nullable())
    .describe('one for each capture, 120 characters at most; null: not there'),
});
export type SeriesRow = z.infer<typeof SeriesRow>;

export const Series = z.object({
  captures: z.array(CaptureSummary).describe('in the order asked for'),
  rows: z.array(SeriesRow).describe('paths that vary, 1,000 at most'),
  total: z.number().int().describe('number of paths that vary'),
  constant: z.number().int().describe('number of paths that are the same in all'),
  ignored: z.number().int().describe('number of paths that vary and are ignored'),
  notes: z.array(z.string()),
});
export type Series = z.infer<typeof Series>;

/** The capture nearest in time that is the same, and by what it was looked for. */
export const Neighbour = z.object({
  by: z.enum(['event', 'path']),
  capture: CaptureSummary.nullable(),
});
export type Neighbour = z.infer<typeof Neighbour>;

const failures = errors('CAPTURE_NOT_FOUND', 'BODY_NOT_FOUND', 'COMPARE_FAILED');

const How = z.object({
  of: z.enum(['request', 'reply']).default('request').describe('what is compared of them'),
  ignore: IgnoreInput,
});

const LEARNED =
  'with `kept`, of requests: also ignores changed values where nearly every capture of this event type has another, but for paths in the preference `compare.shown`';

/** How captures differ: by path, exact for large numbers, key order and repeated keys. */
export const compare = {
  pair: oc
    .route({ method: 'POST', path: '/compare', summary: 'How two captures differ' })
    .input(
      How.extend({
        left: CaptureId,
        right: CaptureId,
        learned: z.boolean().default(true).describe(LEARNED),
      }),
    )
    .output(Comparison)
    .errors(failures),
  previous: oc
    .route({
      method: 'GET',
      path: '/captures/{id}/compare',
      summary: 'How a capture differs from its neighbour of the same event, or of its path',
    })
    .input(
      z.object({
        id: CaptureId,
        with: z.enum(['previous', 'next']).default('previous'),
        of: How.shape.of,
        learned: QueryBoolean.default(true).describe(LEARNED),
      }),
    )
    .output(Comparison)
    .errors(failures),
  partners: oc
    .route({
      method: 'GET',
      path: '/captures/{id}/partners',
      summary: 'Captures to compare one with, the likeliest first',
    })
    .input(z.object({ id: CaptureId }))
    .output(z.array(Partner).describe('earlier ones first, the nearest in time first'))
    .errors(errors('CAPTURE_NOT_FOUND')),
  neighbour: oc
    .route({
      method: 'GET',
      path: '/captures/{id}/neighbour',
      summary: 'The nearest capture of the same event, or of the same path where it tells no event',
    })
    .input(z.object({ id: CaptureId, way: z.enum(['older', 'newer']).default('older') }))
    .output(Neighbour)
    .errors(errors('CAPTURE_NOT_FOUND')),
  series: oc
    .route({ method: 'POST', path: '/compare/series', summary: 'How several captures vary' })
    .input(
      z.object({
        ids: z.array(CaptureId).min(2).max(20),
        ignore: IgnoreInput,
      }),
    )
    .output(Series)
    .errors(failures),
};
