import type { SenderSettings } from '../../../preload/contract/signatures.ts';
import type { FittingSecret } from '../../../preload/contract/signatures/secrets.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { createPauses } from '../../lib/slices.ts';
import { isFitting } from '../../signatures/fitting.ts';
import { masked } from './masked.ts';
import type { KeptCapture } from '../report.ts';
import type { Again, KeptCaptures } from '../sender-reports.ts';
import type { KeptSecret } from '../sender-store.ts';
import type { Trials } from '../trials/thread.ts';
import { requestOf } from '../verifying/verification.ts';

interface Parts {
  captures: KeptCaptures;
  settingsAt: (endpointId: string | null) => SenderSettings;
  secrets: () => readonly KeptSecret[];
  trials: Trials;
  verifyKept: (id: CaptureId, signal: AbortSignal | undefined) => Promise<Again>;
}

/** Verdicts that are written in one commit. */
const BATCH = 50;

/** Which secret is the right one, before anything is kept; and what one that was kept changes. */
export function createSecretTrials({ captures, settingsAt, secrets, trials, verifyKept }: Parts) {
  const aboutOf = (kept: KeptCapture) => {
    const { body, endpointId } = kept;
    return {
      request: requestOf(kept),
      body,
      settings: settingsAt(endpointId),
      endpointId,
    };
  };

  return {
    /** Keeps nothing. The text of the secret is in neither result nor log. */
    async trySecret(
      { captureId, value }: { captureId: CaptureId; value: string },
      signal?: AbortSignal,
    ) {
      if (value.trim() === '') throw emptySecret();
      const kept = await captures.find(captureId);
      const { isMasked } = kept;
      const found = await trials<'secret'>({ ...aboutOf(kept), kind: 'secret', value }, signal);
      if (found === null) return { verdict: null, form: null };
      // A signature over a URL says nothing of one with a mask in it.
      if (isMasked && found.form === null) throw masked();
      return found;
    },
    async whichFits(
      { captureId }: { captureId: CaptureId },
      signal?: AbortSignal,
    ): Promise<FittingSecret[]> {
      const all = secrets();
      const kept = await captures.find(captureId);
      const { isMasked } = kept;
      const fits = await trials<'all'>({ ...aboutOf(kept), kind: 'all', secrets: all }, signal);
      if (isMasked && !fits.some(({ verdict }) => isFitting(verdict))) throw masked();
      return fits.flatMap(({ secretId, verdict }) => {
        const secret = all.find(({ id }) => id === secretId);
        return secret === undefined
          ? []
          : [{ secretId, label: secret.label, owner: secret.owner, verdict }];
      });
    },
    /**
     * Verifies what a search finds again, the newest first. What is deleted meanwhile is left out,
     * and so is what nobody is known to have sent.
     */
    async verifyFound(
      { search, limit }: { search: string; limit: number },
      signal?: AbortSignal,
    ): Promise<{ checked: number; ok: number; bad: number }> {
      const ids = await captures.found(search, limit);
      const pause = createPauses();
      const sum = { checked: 0, ok: 0, bad: 0 };
      let writes: Promise<void>[] = [];
      for (const id of ids) {
        if (signal?.aborted === true) break;
        // Gathered by the commit: one write to disk for all of a batch.
        if (writes.length >= BATCH) {
          await Promise.all(writes);
          writes = [];
        }
        const again = await verifyKept(id, signal).catch(unlessGone);
        if (again !== null) {
          sum.checked += 1;
          if (again.state === 'verified' || again.state === 'authenticated') sum.ok += 1;
          if (again.state === 'failed') sum.bad += 1;
          writes.push(again.write());
        }
        await pause();
      }
      await Promise.all(writes);
      return sum;
    },
  };
}

const emptySecret = (): BackstitchError =>
  new BackstitchError('SENDER_INVALID', 'Paste the secret to try it.', { field: 'value' });

/** Deleted, its body lost, or without a verdict of its own: others go on. */
function unlessGone(error: unknown): null {
  if (error instanceof BackstitchError && GONE.has(error.code)) return null;
  throw error;
}

const GONE = new Set(['CAPTURE_NOT_FOUND', 'BODY_NOT_FOUND', 'SENDER_INVALID']);
