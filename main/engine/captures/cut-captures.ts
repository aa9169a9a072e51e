import { pathOf } from '../../captures/arrival.ts';
import type { Captured } from '../../expectations/source.ts';
import { factsOf, LARGEST_BODY, type SubjectBody } from '../../expectations/subject.ts';
import type { Cutter } from '../../interchange/cutter.ts';
import { judgedCaptures } from './judged-captures.ts';
import { portableCaptures } from './portable-captures.ts';
import type { Rooms } from '../rooms.ts';

/**
 * Captures as expectations of agents judge them: cut first. A pattern that is tried on the whole would find out
 * letter by letter what is not shown.
 */
export function cutCaptures(
  { captures, deliveries }: Pick<Rooms, 'captures' | 'deliveries'>,
  cut: Cutter,
): Pick<Captured, 'read'> {
  const whole = judgedCaptures(captures, deliveries);
  const { read } = portableCaptures(captures);
  return {
    async read(id, wanted) {
      const subject = await whole.read(id, { ...wanted, body: false, replyBody: false });
      const kept = await read(id);
      if (subject === undefined || kept === undefined) return undefined;
      const shown = await cut.capture(kept);
      const facts = factsOf(shown);
      return {
        ...subject,
        ...facts,
        path: pathOf(shown.target),
        eventType: shown.eventType && cut.text(shown.eventType),
        deliveryId: subject.deliveryId && cut.text(subject.deliveryId),
        body: subject.body && bodyOf(subject.body, kept.body, shown.body),
        reply:
          facts.reply && subject.reply?.body
            ? {
                ...facts.reply,
                body: bodyOf(subject.reply.body, kept.replyBody, shown.replyBody),
              }
            : facts.reply,
      };
    },
  };
}

/** The hash of bytes that were cut would say whether a guess at them is right. */
function bodyOf(
  facts: SubjectBody,
  kept: Uint8Array | null,
  shown: Uint8Array | null,
): SubjectBody {
  const isWhole = kept === shown || (kept !== null && shown !== null && equal(kept, shown));
  const bytes = shown !== null && shown.length > LARGEST_BODY ? null : shown;
  return {
    ...facts,
    bytes,
    sizeBytes: isWhole ? facts.sizeBytes : (shown?.length ?? 0),
    sha256: isWhole ? facts.sha256 : null,
  };
}

const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
