import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type {
  ReplayEdit,
  ReplayOptions,
  ReplayTarget,
} from '../../../preload/contract/replay-request.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { api } from '../../api/client.ts';
import type { Preview, SignatureChoice } from './send-plan.ts';

/** Typing pauses this long before it is asked how the request would be signed. */
const PAUSE_MS = 300;

export interface ToPreview {
  /** null: made from nothing. */
  captureId: CaptureId | null;
  edit: ReplayEdit | undefined;
  to: ReplayTarget;
  options: ReplayOptions;
  signature: SignatureChoice;
}

/** Asks the engine what would be sent. Nothing is. */
export async function fetchPreview(of: ToPreview, signal?: AbortSignal) {
  const { signature: _, ...options } = of.options;
  return api.replays.preview(
    {
      captureId: of.captureId,
      to: of.to,
      options: { ...options, ...(of.signature !== 'auto' && { signature: of.signature }) },
      ...(of.edit !== undefined && { edit: of.edit }),
    },
    signal === undefined ? {} : { signal },
  );
}

/**
 * How a request would be signed, a moment after its last change.
 *
 * @param wanted null while it cannot be sent
 * @param key changes with everything that may change the answer
 * @returns what is known, for which key, and a way to know it at once
 */
export function usePreview(wanted: ToPreview | null, key: unknown) {
  const [known, setKnown] = useState<{ key: unknown; preview: Preview } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const latest = useRef<unknown>(null);
  const ask = useEffectEvent(async (signal: AbortSignal) => {
    if (wanted === null) return;
    try {
      const preview = await fetchPreview(wanted, signal);
      if (signal.aborted) return;
      setKnown({ key, preview });
      setError(null);
    } catch (failure) {
      if (!signal.aborted) setError(failure);
    }
  });
  useEffect(() => {
    const round = new AbortController();
    // The first is asked at once: nobody types yet.
    const pause = latest.current === null ? 0 : PAUSE_MS;
    latest.current = key;
    const timer = setTimeout(() => void ask(round.signal), pause);
    return () => {
      clearTimeout(timer);
      round.abort();
    };
  }, [key]);
  /** The preview of what stands there now, waited for where it is not known yet. */
  const settle = async (): Promise<{ preview: Preview; wasShown: boolean } | null> => {
    if (wanted === null) return null;
    if (known !== null && known.key === key) return { preview: known.preview, wasShown: true };
    const preview = await fetchPreview(wanted);
    setKnown({ key, preview });
    return { preview, wasShown: false };
  };
  return { preview: known?.preview ?? null, isCurrent: known?.key === key, error, settle };
}
