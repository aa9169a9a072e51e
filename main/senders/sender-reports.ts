import type { SenderReport, SenderSettings } from '../../preload/contract/signatures.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import type { Verdict } from '../../preload/contract/signatures/verdict.ts';
import { BackstitchError } from '../lib/errors.ts';
import { findProvider } from '../signatures/providers/providers.ts';
import {
  isMismatch,
  verifyRequest,
  type VerificationInput,
  providerSet,
  requestOf,
  viewOf,
} from './verifying/verification.ts';
import { type KeptCapture, reportOf } from './report.ts';
import type { OwnedSecret } from './secrets/owners.ts';
import { MASKED } from './secrets/masked.ts';
import type { noteOf } from './sender-note.ts';
import type { Trials } from './trials/thread.ts';
import { type Taker, unansweredOf } from './unanswered.ts';

export interface KeptCaptures {
  find: (id: CaptureId) => Promise<KeptCapture>;
  note: (rowId: number, note: NonNullable<ReturnType<typeof noteOf>>) => Promise<void>;
  duplicatesOf: (id: CaptureId) => SenderReport['duplicates'];
  /** Ids of the secrets that verified the newest captures of a provider. */
  verifiedBy: (provider: string) => Promise<string[]>;
  /**
   * What a search finds, newest first, so many at most.
   *
   * @throws BackstitchError SEARCH_INVALID
   */
  found: (search: string, limit: number) => Promise<CaptureId[]>;
}

interface Parts {
  captures: KeptCaptures;
  now: () => number;
  settingsAt: (endpointId: string | null) => SenderSettings;
  inputFor: (kept: KeptCapture) => VerificationInput;
  secrets: () => readonly OwnedSecret[];
  trials: Trials;
  /** Endpoints that take a path, whatever methods they take. */
  takersOf: (path: string) => readonly Taker[];
}

/** A capture judged again. Nothing is kept of it until it is written. */
export interface Again {
  state: Verdict['state'] | null;
  /** Keeps the verdict, where it differs from the one kept. */
  write: () => Promise<void>;
}

/** What is known of the sender of one capture, when somebody looks. */
export function createReports(parts: Parts) {
  const { captures, now, settingsAt, inputFor, takersOf, secrets, trials } = parts;
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

  /** Judges a capture with the secrets of now, at the time of its arrival. */
  async function verifyKept(id: CaptureId, signal?: AbortSignal): Promise<Again> {
    const kept = await captures.find(id);
    const { body, endpointId, detail } = kept;
    const { note, verdict } = await trials<'verify'>(
      {
        kind: 'verify',
        request: requestOf(kept),
        body,
        settings: settingsAt(endpointId),
        endpointId,
        secrets: secrets(),
        extras: {
          refused: detail.refused,
          ...(detail.handshake !== null && { handshake: detail.handshake }),
          offersSecret: detail.offersSecret,
        },
      },
      signal,
    );
    // A signature over a URL says nothing of one with a mask in it: what was found at arrival stays.
    if (kept.isMasked && verdict !== null && isMismatch(verdict)) {
      throw new BackstitchError('SENDER_INVALID', MASKED, {
        hint: 'The verdict shown is from when it arrived.',
      });
    }
    if (kept.unjudged !== null && (verdict === null || isMismatch(verdict))) {
      throw new BackstitchError('SENDER_INVALID', kept.unjudged);
    }
    const isNew =
      note !== null && (note.provider !== kept.provider || note.detail !== JSON.stringify(detail));
    return {
      state: verdict?.state ?? null,
      write: async () => {
        if (isNew) await captures.note(kept.rowId, note);
      },
    };
  }

  return {
    verifyKept,
    /** Judges a capture again and keeps that. */
    async verifyAgain(id: CaptureId, signal?: AbortSignal): Promise<void> {
      const { write } = await verifyKept(id, signal);
      await write();
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
