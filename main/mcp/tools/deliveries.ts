import { z } from 'zod';
import { DeliveryId, type DeliverySummary } from '../../../preload/contract/deliveries.ts';
import type { Cutter } from '../../interchange/cutter.ts';
import { untrusted } from '../untrusted.ts';
import { type Answer, tool } from '../tool.ts';
import { known, timeOf } from './shapes.ts';

const EXCERPT = 2000;

export const listDeliveries = tool({
  name: 'list_deliveries',
  title: 'Deliveries',
  description:
    'Messages on their way to destinations, newest first. `search` is as on the page of deliveries: ' +
    'state:dead destination:"My shop" event:order.* since:1h',
  input: z.object({
    search: z.string().max(2000).default(''),
    limit: z.number().int().min(1).max(50).default(20),
    before: z.string().max(60).optional().describe('`next` of the page before'),
  }),
  calls: ['deliveries.list'],
  async run({ search, limit, before }, { engine, cut, signal }) {
    const { items, next } = await engine('deliveries.list')({ search, limit, before }, signal);
    return { deliveries: items.map((one) => lineOf(one, cut)), next };
  },
});

export const getDelivery = tool({
  name: 'get_delivery',
  title: 'Read a delivery',
  description: 'One delivery with its attempts: what was answered, what failed, what comes next.',
  input: z.object({ id: DeliveryId }),
  calls: ['deliveries.get'],
  async run({ id }, { engine, cut, signal }) {
    const one = await engine('deliveries.get')({ id }, signal);
    return {
      ...lineOf(one, cut),
      contentType: one.contentType,
      bodyBytes: one.bodyBytes,
      attempts: one.log.slice(-20).map((attempt) =>
        known({
          number: attempt.number,
          at: timeOf(attempt.startedAt),
          outcome: attempt.outcome,
          status: attempt.status,
          errorCode: attempt.errorCode,
          totalMs: attempt.totalMs,
          method: attempt.method,
          untrusted: untrusted({
            url: cut.target(attempt.url),
            error: attempt.error && cut.text(attempt.error),
            requestHeaders: cut.headers(attempt.requestHeaders),
            responseHeaders: cut.headers(attempt.responseHeaders),
            responseBody: cut.text(attempt.responseBody).slice(0, EXCERPT),
          }),
        }),
      ),
      next: one.plan.slice(0, 5).map(({ number, at }) => ({ number, at: timeOf(at) })),
      untrusted: untrusted({ body: one.bodyText && cut.text(one.bodyText).slice(0, 2 * EXCERPT) }),
    };
  },
});

function lineOf(one: DeliverySummary, cut: Cutter): Answer {
  return known({
    id: one.id,
    captureId: one.captureId,
    destination: one.destinationName,
    state: one.state,
    attemptsMade: one.attempts,
    lastStatus: one.lastStatus,
    createdAt: timeOf(one.createdAt),
    finishedAt: timeOf(one.finishedAt),
    nextAttemptAt: timeOf(one.nextAttemptAt),
    facts: {
      untrusted: untrusted({
        eventType: one.eventType && cut.text(one.eventType),
        reason: one.reason && cut.text(one.reason),
      }),
    },
  });
}
