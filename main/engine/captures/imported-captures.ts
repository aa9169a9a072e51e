import type { Import } from '../../../preload/contract/interchange/imports.ts';
import type { CaptureDetail } from '../../../preload/contract/captures.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { Captures } from '../../captures/captures.ts';
import { type Judge, asTold } from '../../captures/imported/incoming.ts';
import type { Checks } from '../../captures/imported/imported.ts';
import type { CaptureTarget } from '../../interchange/imports.ts';
import { SenderDetail } from '../../senders/sender-detail.ts';
import type { Limits } from '../../captures/removal/retention.ts';
import type { openSenders } from '../../senders/senders.ts';

// What comes in as a file, between the room that reads files, the one that keeps captures and the one that judges senders.

interface Parts {
  captures: Captures;
  senders: ReturnType<typeof openSenders>;
  leaveOut: Checks['leaveOut'];
  limits: () => Limits;
}

/** Where imports put their captures. */
export function captureTarget({ captures, senders, leaveOut, limits }: Parts): CaptureTarget {
  const checks: Checks = { leaveOut, judge: judgeBy(senders) };
  return {
    knownTo: captures.imported.knownTo,
    batch: captures.imported.batch,
    add: (entries, by) => captures.imported.add(entries, by, checks),
    removeImport: captures.imported.removeImport,
    room: () => Math.max(0, limits().keepCount - captures.totals.held),
  };
}

/** With the secrets of now, at the time of then, like everything that arrives. */
function judgeBy(senders: Parts['senders']): Judge {
  return ({ capture, rebuilt }, endpointId) => {
    const { method, target, headers, viaTunnel, receivedAt, body, redacted } = capture;
    const request = { method, target, headers, viaTunnel, receivedAt, body };
    const note = senders.intake.note(request, endpointId);
    if (note === null || (!rebuilt && redacted.length === 0)) return note;
    return withoutBlame(note, redacted.length > 0);
  };
}

type Note = NonNullable<ReturnType<Judge>>;

/**
 * What was found where the bytes are not those that were signed: a signature that does not match says
 * nothing then. Where it matches all the same, they are.
 */
function withoutBlame(note: Note, isRedacted: boolean): Note {
  const isProven = !isRedacted && (note.signature === 'ok' || note.signature === 'token');
  if (isProven || note.signature === null) return note;
  const detail = SenderDetail.parse(JSON.parse(note.detail ?? '{}'));
  return {
    ...note,
    signature: 'unknown',
    detail: JSON.stringify({ ...detail, verdict: null } satisfies SenderDetail),
  };
}

/** Why a signature of a capture cannot be judged; null where it can. */
export function notJudged(captures: Captures, id: CaptureId): string | null {
  const origin = captures.imported.origin(id);
  if (origin === undefined) return null;
  if (origin.redacted) {
    return 'Something was cut out of this capture before it was exported, so its signature cannot be judged.';
  }
  return origin.rebuilt
    ? 'The file it was imported from does not keep the original bytes, so its signature cannot be judged.'
    : null;
}

type Imported = NonNullable<CaptureDetail['imported']>;

type Origin = Pick<Imported, 'from' | 'name' | 'at'>;

/** Who knows where captures came from that no sender sent here. */
export interface Origins {
  backfill: { factsOf: (id: string) => Origin | undefined };
  imports: { factsOf: (id: string) => Pick<Import, 'name' | 'at'> | undefined };
}

/** What is known of an import; it may have been forgotten. */
const ofFile = (facts: Pick<Import, 'name' | 'at'> | undefined) =>
  ({ from: 'file', name: facts?.name ?? '', at: facts?.at ?? null }) as const;

/** Where the captures of an import came from: a provider that was asked, or a file. */
export const originOf =
  ({ backfill, imports }: Origins) =>
  (importId: string): Origin =>
    backfill.factsOf(importId) ?? ofFile(imports.factsOf(importId));

/** A capture with what its file says of it, and where it comes from. */
export function withOrigin<T extends Omit<CaptureDetail, 'imported' | 'replayCount'>>(
  detail: T,
  captures: Captures,
  factsOf: (importId: string) => Origin,
): T & Pick<CaptureDetail, 'imported'> {
  const origin = captures.imported.origin(detail.id);
  if (origin === undefined) return detail;
  const { importId, rebuilt, redacted, told } = origin;
  return {
    ...detail,
    // Where it was captured it passed stages: they say why it was answered as it was.
    ...(told.stages !== undefined && told.stages.length > 0 && { stages: told.stages }),
    ...(told.decidedBy !== undefined && { decidedBy: told.decidedBy }),
    imported: { importId, ...factsOf(importId), rebuilt, redacted },
  };
}

/** A capture that came in as a file leaves as that file told of it. */
export function asItCame<T extends { id: CaptureId } & Parameters<typeof asTold>[0]>(
  whole: T,
  captures: Captures,
) {
  const told = captures.imported.origin(whole.id)?.told;
  return told === undefined ? { ...whole, redacted: [] } : asTold(whole, told);
}
