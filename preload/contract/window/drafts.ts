import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from '../errors.ts';
import { DraftKey } from '../replay-request.ts';
import { EpochMs } from '../shapes.ts';

/** What is told of a draft in a list: all but its text, which may hold secrets. */
export const DraftSummary = z.object({
  key: DraftKey.describe('kind:object, such as endpoint:ep_1'),
  kind: z.string(),
  base: z.string().nullable().describe('revision of the object it began from'),
  rev: z.number().int().min(1).describe('grows by one with every change'),
  updatedAt: EpochMs,
  session: z.string().describe('where it was written last, such as Firefox'),
  sizeBytes: z.number().int(),
});
export type DraftSummary = z.infer<typeof DraftSummary>;

/** Text that a person typed and did not save. */
export const Draft = DraftSummary.extend({ value: z.unknown() });
export type Draft = z.infer<typeof Draft>;

const onWrite = errors('DRAFT_CHANGED', 'DRAFT_TOO_LARGE', 'STORE_UNAVAILABLE');

export const drafts = {
  list: oc
    .route({ method: 'GET', path: '/drafts', summary: 'What is not saved yet, without its text' })
    .output(z.array(DraftSummary)),
  get: oc
    .route({ method: 'GET', path: '/drafts/{key}', summary: 'One draft; null where there is none' })
    .input(z.object({ key: DraftKey }))
    .output(Draft.nullable()),
  /** `rev` decides between two windows: the later one is told, and keeps its text. */
  put: oc
    .route({ method: 'PUT', path: '/drafts/{key}', summary: 'Keep a draft' })
    .input(
      z.object({
        key: DraftKey,
        kind: z
          .string()
          .max(40)
          .regex(/^[a-z][a-z-]*$/),
        base: z.string().max(200).nullable().default(null),
        value: z.unknown().describe('any JSON, 8 MiB at most'),
        rev: z.number().int().min(0).describe('of the draft that was changed; 0 for a new one'),
        session: z.string().max(80).default(''),
      }),
    )
    .output(DraftSummary)
    .errors(onWrite),
  remove: oc
    .route({ method: 'POST', path: '/drafts/{key}/remove', summary: 'Discard a draft' })
    .input(
      z.object({
        key: DraftKey,
        rev: z.coerce
          .number()
          .int()
          .min(1)
          .optional()
          .describe('only where nobody changed it since; left out, whatever it is'),
      }),
    )
    .output(z.object({ removed: z.boolean() }))
    .errors(onWrite),
};
