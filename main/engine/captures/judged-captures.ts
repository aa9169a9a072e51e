import type { Captures } from '../../captures/captures.ts';
import { pathOf } from '../../captures/arrival.ts';
import type { Deliveries } from '../../deliveries/deliveries.ts';
import {
  factsOf,
  LARGEST_BODY,
  type SubjectBody,
  type SubjectDelivery,
} from '../../expectations/subject.ts';
import type { Captured } from '../../expectations/source.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';

/** More deliveries of one capture are not judged. */
const DELIVERIES = 100;
const ENDED: ReadonlySet<string> = new Set(['delivered', 'discarded', 'failed', 'canceled']);

/** Captures as expectations judge them: the search, the waits and the bytes are those of the captures. */
export function judgedCaptures(captures: Captures, deliveries: Deliveries): Captured {
  const { surface } = deliveries;

  function deliveriesOf(captureId: CaptureId): SubjectDelivery[] {
    const { items } = surface.list({ captureId, limit: DELIVERIES });
    return items.map(({ destinationId, destinationName, state, attempts, finishedAt }) => ({
      destinationId,
      destinationName,
      state,
      attempts,
      finishedAt,
    }));
  }

  function haveEnded(ids: readonly CaptureId[], names: readonly string[]): boolean {
    return ids.every((id) => {
      const all = deliveriesOf(id);
      return names.every((name) =>
        all.some(
          (one) =>
            (one.destinationId === name ||
              one.destinationName.toLowerCase() === name.toLowerCase()) &&
            ENDED.has(one.state),
        ),
      );
    });
  }

  async function bodyOf(
    id: CaptureId,
    of: 'request' | 'reply',
    facts: Omit<SubjectBody, 'bytes'>,
  ): Promise<SubjectBody> {
    if (facts.sizeBytes > LARGEST_BODY) return { ...facts, bytes: null };
    const blob = await captures.body({ id, of });
    return { ...facts, bytes: new Uint8Array(await blob.arrayBuffer()) };
  }

  return {
    checkSearch: captures.refuseMistakes,
    watch: captures.watch,
    found: async (search, since, limit) =>
      (await captures.foundSince(search, since, limit)).map(captures.publicId),
    near: (search, since) => captures.near(search, since),
    async read(id, wanted) {
      await captures.settled(id);
      if (captures.summaryOf(captures.rowIdOf(id)) === undefined) return undefined;
      const detail = captures.get({ id });
      const { row } = captures.senderOf(id);
      const facts = factsOf(detail);
      const { sizeBytes, cut } = detail;
      const body = { sizeBytes, cut, sha256: detail.bodySha256, bytes: null };
      const { reply } = detail;
      const replied = { sizeBytes: reply?.sizeBytes ?? 0, cut: false, sha256: null, bytes: null };
      const charset = detail.endpointId === null ? null : captures.charsetAt(detail.endpointId);
      return {
        ...facts,
        path: pathOf(detail.target),
        charset,
        deliveryId: row.delivery_id,
        body: wanted.body ? await bodyOf(id, 'request', body) : body,
        reply: facts.reply && {
          ...facts.reply,
          body: wanted.replyBody ? await bodyOf(id, 'reply', replied) : replied,
        },
        deliveries: wanted.deliveries ? deliveriesOf(id) : [],
      };
    },
    brief(id, clipped) {
      const capture = captures.summaryOf(captures.rowIdOf(id));
      if (capture === undefined) return 'gone';
      const { method, target, provider, eventType, status, receivedAt } = capture;
      const words = [
        new Date(receivedAt).toISOString(),
        method,
        clipped.target(target),
        ...(provider === null ? [] : [provider]),
        ...(eventType === null ? [] : [clipped.text(eventType, { kind: 'text' })]),
        ...(status === null ? [] : [String(status)]),
      ];
      return words.join(' ');
    },
    async delivered(ids, destinations, timeoutMs, signal) {
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(), timeoutMs);
      const over = signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal]);
      // Subscribed before the first look: no change falls between.
      const changes = surface.live(undefined, over);
      try {
        while (!haveEnded(ids, destinations)) {
          if ((await changes.next()).done === true) return;
        }
      } finally {
        clearTimeout(timer);
        await changes.return();
      }
    },
  };
}
