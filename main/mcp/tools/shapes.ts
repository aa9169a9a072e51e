import { z } from 'zod';
import type { CaptureSummary } from '../../../preload/contract/captures.ts';
import { CaptureId } from '../../../preload/contract/shapes.ts';
import type { Cutter } from '../../interchange/cutter.ts';
import { untrusted } from '../untrusted.ts';
import type { Answer } from '../tool.ts';

export const Id = CaptureId.describe('id of a capture, as search_captures gives it');
export const Search = z
  .string()
  .max(2000)
  .describe('as in the window: provider:stripe status:>=400 body.id:evt_1; see search_help');

export const Since = z
  .string()
  .regex(/^(?:[0-9a-z]{11}|\d{12,15})$/i, 'Not a capture id, a mark or a time in epoch ms')
  .describe('only what came later: than a capture id, a mark, or a time in epoch ms');

export const timeOf = (epochMs: number | null): string | null =>
  epochMs === null ? null : new Date(epochMs).toISOString();

/** Without what is not known. */
export const known = (facts: Answer): Answer =>
  Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== null && value !== undefined),
  );

/** A long target says little more than its beginning. */
const TARGET_CHARS = 300;

/** One line of a list of captures. */
export function summaryOf(capture: CaptureSummary, cut: Cutter): Answer {
  const target = cut.target(capture.target);
  return known({
    id: capture.id,
    at: timeOf(capture.receivedAt),
    status: capture.status,
    decidedBy: capture.decidedBy,
    signature: capture.signature,
    provider: capture.provider,
    endpoint: capture.endpointName,
    sizeBytes: capture.sizeBytes,
    durationMs: capture.durationMs,
    failure: capture.failure,
    replayOf: capture.replayOf,
    ...(capture.cut && { bodyCut: true }),
    ...(capture.pinned && { pinned: true }),
    ...(capture.hasNote && { hasNote: true }),
    untrusted: untrusted(
      known({
        method: capture.method,
        target:
          target.length > TARGET_CHARS
            ? `${target.slice(0, TARGET_CHARS)}… (${target.length} characters)`
            : target,
        contentType: capture.contentType && cut.text(capture.contentType),
        eventType: capture.eventType && cut.text(capture.eventType),
        reason: capture.reason && cut.text(capture.reason),
      }),
    ),
  });
}
