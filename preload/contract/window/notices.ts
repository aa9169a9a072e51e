import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { ViewId } from '../captures/views.ts';
import { errors } from '../errors.ts';
import { EpochMs } from '../shapes.ts';

/**
 * What a notice tells of: captures that a search finds, or a view, whatever it searches for by then;
 * or something that happens without a capture.
 */
const NoticeSubject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('search'), search: z.string().trim().min(1).max(2000) }),
  z.object({ kind: z.literal('view'), view: ViewId }),
  z.object({ kind: z.enum(['tunnel', 'delivery', 'load', 'project', 'drift', 'missed']) }),
]);

/** `first`: until the last one was read; `more`: more than `count` within `minutes`. */
const NoticeWhen = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('first') }),
  z.object({ kind: z.literal('each') }),
  z.object({
    kind: z.literal('more'),
    count: z.number().int().min(1).max(10_000),
    minutes: z.number().int().min(1).max(1440),
  }),
]);

export const NoticeRule = z.object({
  id: z
    .string()
    .max(60)
    .regex(/^[\w-]+$/),
  name: z.string().trim().min(1).max(80),
  on: z.boolean(),
  of: NoticeSubject,
  when: NoticeWhen,
  how: z.object({ desktop: z.boolean(), sound: z.boolean(), badge: z.boolean() }),
});
export type NoticeRule = z.infer<typeof NoticeRule>;

/** The preference `notices`. Ids differ. */
export const NoticeRules = z
  .array(NoticeRule)
  .max(50)
  .refine((rules) => new Set(rules.map(({ id }) => id)).size === rules.length, {
    message: 'Two rules have the same id.',
  });

export const Notice = z.object({
  id: z.number().int(),
  at: EpochMs,
  rule: z.string().describe('id of the rule'),
  title: z.string(),
  body: z.string(),
  route: z.string().describe('address in the window, such as #/captures/…'),
  count: z.number().int().describe('how many it tells of; the newest is shown'),
  readAt: EpochMs.nullable(),
});
export type Notice = z.infer<typeof Notice>;

export const notices = {
  list: oc
    .route({ method: 'GET', path: '/notices', summary: 'Notices, newest first; 500 are kept' })
    .input(
      z.object({
        before: z.coerce.number().int().optional().describe('id of the last one seen'),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
    )
    .output(
      z.object({
        items: z.array(Notice),
        next: z.number().int().nullable().describe('pass it as before'),
        unread: z.number().int(),
      }),
    ),
  read: oc
    .route({ method: 'POST', path: '/notices/read', summary: 'Mark notices as read' })
    .input(
      z.object({ ids: z.array(z.number().int()).max(500).optional().describe('left out: all') }),
    )
    .output(z.object({ unread: z.number().int() }))
    .errors(errors('STORE_UNAVAILABLE')),
  /** Each new notice with how it is to be told; null where only what is read changed. */
  live: oc.route({ method: 'GET', path: '/notices/live', summary: 'New notices' }).output(
    eventIterator(
      z.object({
        notice: Notice.nullable(),
        how: NoticeRule.shape.how.nullable(),
        unread: z.number().int(),
      }),
    ),
  ),
};
