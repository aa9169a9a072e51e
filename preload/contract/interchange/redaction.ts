import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from '../errors.ts';
import { EpochMs } from '../shapes.ts';

/** What a profile is called: one that is there always, or one of the user. */
export const RedactionName = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{Cc}]*$/u, 'A name is one line')
  .describe(
    'default: credentials and known secrets; strict: also who the events are about; none: nothing; ' +
      'or the name of a profile of yours',
  );

const name = z.string().trim().min(1).max(200);

export const RedactionRule = z.union([
  z.strictObject({
    kind: z.literal('header'),
    name: name.describe('in any case; * stands for any characters'),
  }),
  z.strictObject({ kind: z.literal('query'), name }),
  z.strictObject({ kind: z.literal('form'), name }),
  z.strictObject({ kind: z.literal('json'), key: name.describe('at any depth') }),
  z.strictObject({
    kind: z.literal('json'),
    path: z.string().min(1).max(500).describe('RFC 9535, as in $.user.email'),
  }),
  z.strictObject({
    kind: z.literal('pattern'),
    name: name.max(60).describe('what it is called, such as in marks and previews'),
    expression: z.string().min(1).max(1000).describe('a regular expression of JavaScript'),
    flags: z
      .string()
      // cspell:disable-next-line
      .regex(/^[imsuv]{0,5}$/, 'Flags are of i, m, s, u and v')
      .optional(),
  }),
  z.strictObject({ kind: z.literal('address') }),
]);
export type RedactionRule = z.infer<typeof RedactionRule>;

/** A place that stays, as the preview of an export names it. A known secret is cut there all the same. */
export const Kept = z.strictObject({
  rule: z.string().min(1).max(600).optional().describe('for this rule alone; left out: for all'),
  place: z.string().min(1).max(2000).describe('such as `header Authorization`, `body $.user.name`'),
});
export type Kept = z.infer<typeof Kept>;

/** Rules beside those of a base. */
export const RedactionRules = z.object({
  base: z.enum(['default', 'strict']).default('default').describe('whose rules hold, too'),
  rules: z.array(RedactionRule).max(200).default([]),
  keep: z.array(Kept).max(200).default([]),
  stable: z
    .boolean()
    .default(false)
    .describe('equal values get equal marks, within one file and nowhere else'),
});
export type RedactionRules = z.infer<typeof RedactionRules>;

export const SavedRedaction = RedactionRules.extend({ name: RedactionName, updatedAt: EpochMs });
export type SavedRedaction = z.infer<typeof SavedRedaction>;

/** One place that is cut, or several alike. */
export const Cut = z.object({
  rule: z.string().describe('which rule asked for it'),
  place: z.string().describe('where in a capture'),
  count: z.number().int(),
  sample: z.string().describe('what stood there, mostly hidden'),
});
export type Cut = z.infer<typeof Cut>;

const byName = z.object({ name: RedactionName });

export const redaction = {
  list: oc
    .route({ method: 'GET', path: '/redaction', summary: 'Your profiles of redaction, by name' })
    .output(z.array(SavedRedaction)),
  save: oc
    .route({
      method: 'PUT',
      path: '/redaction/{name}',
      summary: 'Save a profile under a name, in place of one that has it',
    })
    .input(
      RedactionRules.extend({
        name: RedactionName,
        was: RedactionName.optional().describe('the name it had: it is renamed'),
      }),
    )
    .output(SavedRedaction)
    .errors(errors('REDACTION_INVALID', 'STORE_UNAVAILABLE')),
  remove: oc
    .route({ method: 'DELETE', path: '/redaction/{name}', summary: 'Delete a profile' })
    .input(byName)
    .errors(errors('REDACTION_INVALID', 'STORE_UNAVAILABLE')),
  try: oc
    .route({
      method: 'POST',
      path: '/redaction/try',
      summary: 'What rules make of a body, without saving anything',
    })
    .input(
      RedactionRules.extend({
        text: z.string().max(1_000_000).describe('a body'),
        contentType: z.string().max(200).default('application/json'),
      }),
    )
    .output(z.object({ text: z.string(), cut: z.array(Cut) }))
    .errors(errors('REDACTION_INVALID')),
};
