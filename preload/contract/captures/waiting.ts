import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { CaptureEvent, CaptureSummary } from '../captures.ts';
import { errors } from '../errors.ts';
import { EpochMs, QueryBoolean } from '../shapes.ts';

/** A place in the order of arrival. */
export const Since = z
  .string()
  .regex(/^(?:[0-9a-z]{11}|\d{12,15})$/i, 'Not a capture, a mark or a time in epoch ms')
  .describe('only what arrived later: than a capture, than a mark, or at an epoch ms or later');

export const WaitInput = z.object({
  search: z.string().max(2000).default(''),
  since: Since.optional(),
  count: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe('answers once this many match'),
  settled: QueryBoolean.default(false).describe('count only those whose reply has ended'),
  timeoutMs: z.coerce.number().int().min(0).max(25_000).default(25_000),
});
export type WaitInput = z.infer<typeof WaitInput>;

const Amount = z.int().min(0).max(1000);

/** A wait as scripts send it. */
export const WaitForInput = WaitInput.extend({
  count: z
    .union([Amount, z.object({ min: Amount.default(1), max: Amount.optional() })])
    .default(1)
    .describe('answers once `min` match, or more than `max`'),
});
export type WaitForInput = z.infer<typeof WaitForInput>;

export const Waited = z.object({
  items: z.array(CaptureSummary).describe('what matches now, oldest first; 1000 at most'),
  done: z.boolean().describe('false: not as many as wanted, and the time is up'),
  count: z.number().int().describe('how many items there are'),
  cursor: Since.describe(
    'as `since` of the next call: only what arrived after the last of the items',
  ),
});
export type Waited = z.infer<typeof Waited>;

/** Hearing of captures that arrive: a mark, waits, a stream. */
export const captureWaits = {
  mark: oc
    .route({
      method: 'GET',
      path: '/captures/mark',
      summary: 'A mark of now: whatever arrives later is since it',
    })
    .output(z.object({ cursor: Since, mark: Since.describe('the same'), at: EpochMs })),
  /** A capture counts while it matches: one that gets its reply or its verdict later counts then. */
  wait: oc
    .route({
      method: 'GET',
      path: '/captures/wait',
      summary: 'Wait until captures match a search; answers after 25 s at the latest',
    })
    .input(WaitInput)
    .output(Waited)
    .errors(errors('SEARCH_INVALID')),
  /** As `wait`, with bounds: what scripts send. */
  waitFor: oc
    .route({
      method: 'POST',
      path: '/captures/wait',
      summary: 'Wait for as many captures as bounds say; answers after 25 s at the latest',
    })
    .input(WaitForInput)
    .output(Waited)
    .errors(errors('SEARCH_INVALID')),
  live: oc
    .route({
      method: 'GET',
      path: '/captures/live',
      summary: 'Captures as they arrive and change',
    })
    .input(
      z
        .object({ search: z.string().max(2000).default('') })
        .extend({ since: Since.optional().describe('first what arrived since then') }),
    )
    .output(eventIterator(CaptureEvent))
    .errors(errors('SEARCH_INVALID')),
};
