import type { SenderReport, SenderSettings } from '../../preload/contract/signatures.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { BackstitchError } from '../lib/errors.ts';
import { findProvider } from '../signatures/providers/providers.ts';
import {
  isMismatch,
  verifyRequest,
  type VerificationInput,
  providerSet,
  viewOf,
} from './verification.ts';
import { type KeptCapture, reportOf } from './report.ts';
import { noteOf } from './sender-detail.ts';
import { type Taker, unansweredOf } from './unanswered.ts';

export interface KeptCaptures {
  find: (id: CaptureId) => Promise<KeptCapture>;
  note: (rowId: number, note: NonNullable<ReturnType<typeof noteOf>>) => Promise<void>;
  duplicatesOf: (id: CaptureId) => SenderReport['duplicates'];
}

interface Parts {
  captures: KeptCaptures;
  now: () => number;
  settingsAt: (endpointId: string | null) => SenderSettings;
  inputFor: (kept: KeptCapture) => VerificationInput;
  /** Endpoints that take a path, whatever methods they take. */
  takersOf: (path: string) => readonly Taker[];
}

const MASKED =
  'The secret in the URL was left out of this capture, and none of the saved secrets is the same.';

/** What is known of the sender of one capture, when somebody looks. */
export function createReports({ captures, now, settingsAt, inputFor, takersOf }: Parts) {
  /** What a mismatch most likely comes from: found out when somebody looks. */
  function explained(kept: KeptCapture): KeptCapture {
    const { verdict } = kept.detail;
    if (verdict === null || !isMismatch(verdict)) return kept;
    const again = verifyRequest({ ...inputFor(kept), explains: true }).verdict;
    // With the secrets of now it may be right: verifying again says so.
    const { hint: told, notes } = again !== null && isMismatch(again) ? again : verdict;
    const hint = told ?? (kept.isMasked ? { text: MASKED, certain: true } : null);
    return { ...kept, detail: { ...kept.detail, verdict: { ...verdict, hint, notes } } };
  }

  /** Webhooks of apps and integrations answer for themselves. */
  function questionIn(kept: KeptCapture): SenderReport['unanswered'] {
    const { endpointId, target } = kept;
    if (endpointId === null || /^(wh|he|int)_/.test(endpointId)) return null;
    const settings = settingsAt(endpointId);
    const takers = takersOf(target.replace(/[?#].*$/s, ''));
    return unansweredOf({
      view: viewOf(kept, kept.body, settings),
      endpointId,
      settings,
      takers: takers.map((taker) => ({ ...taker, provider: settingsAt(taker.id).provider })),
    });
  }

  return {
    /** Judges a capture with the secrets of now, at the time of its arrival, and keeps that. */
    async judgeAgain(id: CaptureId): Promise<void> {
      const kept = await captures.find(id);
      const before = kept.detail;
      const verification = verifyRequest(inputFor(kept));
      // A signature over a URL says nothing of one with a mask in it: what was found at arrival stays.
      if (kept.isMasked && verification.verdict !== null && isMismatch(verification.verdict)) {
        throw new BackstitchError('SENDER_INVALID', MASKED, {
          hint: 'The verdict shown is from when it arrived.',
        });
      }
      const found = noteOf(verification, providerSet(settingsAt(kept.endpointId)) !== null, {
        refused: before.refused,
        ...(before.handshake !== null && { handshake: before.handshake }),
        offersSecret: before.offersSecret,
      });
      if (found !== null) await captures.note(kept.rowId, found);
    },
    async report(id: CaptureId): Promise<SenderReport> {
      const kept = explained(await captures.find(id));
      const { provider, endpointId } = kept;
      return reportOf(kept, {
        provider:
          provider === null
            ? null
            : (providerSet(settingsAt(endpointId)) ?? findProvider(provider) ?? null),
        duplicates: captures.duplicatesOf(id),
        verifyNow: () =>
          verifyRequest({ ...inputFor(kept), request: { ...kept, receivedAt: now() } }).verdict,
        unanswered: () => questionIn(kept),
      });
    },
  };
}
