import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from '../errors.ts';
import { CaptureId, EpochMs } from '../shapes.ts';
import { Assertion, Duration, Range } from './expectations/assertions.ts';

/** Name of a saved expectation, as a person reads it. */
export const ExpectationName = z.string().trim().min(1).max(100);

const Search = z.string().max(2000);
/** Either the name of the sender's delivery or a JSON path. */
const Distinct = z
  .string()
  .max(1000)
  .regex(/^(?:deliveryId$|\$)/, 'Write deliveryId, or a JSON path, which begins with $')
  .describe('deliveryId, or a JSON path');

/** What must hold of the captures that a search finds. */
export const Expectation = z.strictObject({
  $schema: z.string().optional().describe('for editors; means nothing'),
  name: ExpectationName.optional().describe('what reports call it'),
  kind: z
    .literal('captures', {
      error: 'This Backstitch knows expectations of the kind "captures" only',
    })
    .optional(),
  search: Search.optional().describe('which captures; left out: all'),
  since: z
    .string()
    .max(60)
    .optional()
    .describe('from when on: 10m, a time, a capture, a mark, start of the run (default), all'),
  within: Duration.optional().describe('how long to wait for `count`; 10s where left out'),
  count: Range.optional().describe('left out: 1 or more; from 0 on, the whole of `within` passes'),
  quietFor: Duration.optional().describe('so long nothing more may come'),
  order: z
    .array(Search.min(1))
    .min(1)
    .max(50)
    .optional()
    .describe('searches that match one capture after the other, in the order of arrival'),
  strict: z.boolean().optional().describe('with `order`: nothing else of `search` lies between'),
  each: z.array(Assertion).max(100).optional().describe('what holds of every capture'),
  some: z.array(Assertion).max(100).optional().describe('what all holds of at least one capture'),
  distinct: Distinct.optional().describe('a value that no two captures share'),
});
export type Expectation = z.infer<typeof Expectation>;

/** What a file of expectations holds: one, a list, or a list by name. */
export const ExpectationFile = z.union([
  Expectation,
  z.array(Expectation).min(1).max(500),
  z.strictObject({
    $schema: z.string().optional(),
    expectations: z.array(Expectation).min(1).max(500),
  }),
]);

export const SavedExpectation = z.object({
  name: ExpectationName,
  expectation: Expectation,
  updatedAt: EpochMs,
});
export type SavedExpectation = z.infer<typeof SavedExpectation>;

/** One capture of which something did not hold. Texts are cut at 300 characters and redacted. */
export const Miss = z.object({
  captureId: CaptureId,
  assertion: z.string().describe('what had to hold, in words'),
  expected: z.string(),
  found: z.string(),
});
export type Miss = z.infer<typeof Miss>;

export const ExpectationTest = z.object({
  name: z.string().describe('which part of the expectation, in words'),
  ok: z.boolean(),
  durationMs: z.number(),
  expected: z.string(),
  found: z.string(),
  captureIds: z
    .array(CaptureId)
    .describe('captures it failed for, 100 at most; none where it held'),
  misses: z.array(Miss).describe('the first 20'),
});
export type ExpectationTest = z.infer<typeof ExpectationTest>;

/** A capture that nearly matched. */
export const Near = z.object({
  captureId: CaptureId,
  what: z.string().describe('the capture in brief, redacted'),
  lacks: z
    .array(z.string())
    .describe('what of the search, or which assertion, does not hold of it'),
});
export type Near = z.infer<typeof Near>;

export const ExpectationReport = z.object({
  name: z.string(),
  ok: z.boolean(),
  startedAt: EpochMs,
  durationMs: z.number(),
  captures: z.number().int().describe('how many were judged'),
  captureIds: z.array(CaptureId).describe('of those, the first 100, oldest first'),
  tests: z.array(ExpectationTest),
  near: z.array(Near).describe('where too few matched: up to three that nearly did'),
});
export type ExpectationReport = z.infer<typeof ExpectationReport>;

export const CheckInput = z
  .object({
    expectation: Expectation.optional(),
    name: ExpectationName.optional().describe('of a saved one, instead'),
    since: z
      .string()
      .max(60)
      .optional()
      .describe('what `start` is: a mark, a capture, a time, all; left out: when the call came'),
    within: Duration.optional().describe('where the expectation says none'),
    now: z.boolean().default(false).describe('judges what is there, and waits for nothing'),
  })
  .refine((given) => (given.expectation === undefined) !== (given.name === undefined), {
    error: 'Send an expectation, or the name of a saved one',
  });
export type CheckInput = z.infer<typeof CheckInput>;

/** Something that is wrong with the text of an expectation. Offsets are UTF-16 units. */
export const ExpectationMistake = z.object({
  path: z.string().describe('of the field, such as each.0.json; empty: the whole'),
  from: z.number().int(),
  to: z.number().int(),
  message: z.string(),
});
export type ExpectationMistake = z.infer<typeof ExpectationMistake>;

const byName = z.object({ name: ExpectationName });

export const expectations = {
  /** The call is held until `within` is over, an hour at most. */
  check: oc
    .route({
      method: 'POST',
      path: '/expectations/check',
      summary: 'Judge captures by an expectation, and say what does not hold',
    })
    .input(CheckInput)
    .output(ExpectationReport)
    .errors(errors('EXPECTATION_INVALID', 'EXPECTATION_NOT_FOUND', 'SEARCH_INVALID')),
  list: oc
    .route({ method: 'GET', path: '/expectations', summary: 'Saved expectations, by name' })
    .output(z.array(SavedExpectation)),
  get: oc
    .route({ method: 'GET', path: '/expectations/{name}', summary: 'One saved expectation' })
    .input(byName)
    .output(SavedExpectation)
    .errors(errors('EXPECTATION_NOT_FOUND')),
  save: oc
    .route({
      method: 'PUT',
      path: '/expectations/{name}',
      summary: 'Save an expectation under a name, in place of one that has it',
    })
    .input(
      byName.extend({
        expectation: Expectation,
        replace: z.boolean().default(true).describe('false: refuses a name that is taken'),
      }),
    )
    .output(SavedExpectation)
    .errors(errors('EXPECTATION_INVALID', 'SEARCH_INVALID', 'STORE_UNAVAILABLE')),
  rename: oc
    .route({
      method: 'POST',
      path: '/expectations/{name}/rename',
      summary: 'Give a saved expectation another name',
    })
    .input(byName.extend({ to: ExpectationName }))
    .output(SavedExpectation)
    .errors(errors('EXPECTATION_INVALID', 'EXPECTATION_NOT_FOUND', 'STORE_UNAVAILABLE')),
  /** Judges nothing, and keeps nothing. */
  mistakes: oc
    .route({
      method: 'POST',
      path: '/expectations/mistakes',
      summary: 'Say what is wrong with the text of an expectation, and where',
    })
    .input(z.object({ text: z.string().max(1_000_000).describe('JSON') }))
    .output(z.array(ExpectationMistake).describe('in the order of the text; none: it can be used')),
  remove: oc
    .route({ method: 'DELETE', path: '/expectations/{name}', summary: 'Delete an expectation' })
    .input(byName)
    .errors(errors('EXPECTATION_NOT_FOUND', 'STORE_UNAVAILABLE')),
};
