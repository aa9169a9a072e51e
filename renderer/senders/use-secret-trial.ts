import { useEffect, useState } from 'react';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import type { SecretForm } from '../../preload/contract/signatures/secrets.ts';
import type { Verdict } from '../../preload/contract/signatures/verdict.ts';
import { api } from '../api/client.ts';

/** Typing pauses this long before a secret is tried. */
const PAUSE_MS = 400;

interface Tried {
  value: string;
  form: SecretForm | null;
  verdict: Verdict | null;
  error: unknown;
}

export type TrialState =
  | { kind: 'empty' | 'trying' | 'untried' }
  | { kind: 'fits'; form: SecretForm }
  | { kind: 'wrong'; verdict: Verdict | null }
  | { kind: 'error'; error: unknown };

/**
 * A secret as it is typed, tried on a capture without being kept. The text stays in this field: it
 * is in no cache.
 *
 * @param captureId null: there is nothing to try it on
 */
export function useSecretTrial(captureId: CaptureId | null) {
  const [value, setValue] = useState('');
  const [tried, setTried] = useState<Tried | null>(null);
  useEffect(() => {
    if (value.trim() === '' || captureId === null) return;
    const round = new AbortController();
    const { signal } = round;
    const tryIt = async (): Promise<void> => {
      try {
        const found = await api.signatures.trySecret({ captureId, value }, { signal });
        if (!signal.aborted) setTried({ value, ...found, error: null });
      } catch (error) {
        if (!signal.aborted) setTried({ value, form: null, verdict: null, error });
      }
    };
    const timer = setTimeout(() => void tryIt(), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      round.abort();
    };
  }, [captureId, value]);
  return { value, setValue, state: stateOf(value, tried, captureId === null) };
}

function stateOf(value: string, tried: Tried | null, isUntried: boolean): TrialState {
  if (value.trim() === '') return { kind: 'empty' };
  if (isUntried) return { kind: 'untried' };
  if (tried?.value !== value) return { kind: 'trying' };
  if (tried.error !== null) return { kind: 'error', error: tried.error };
  if (tried.form !== null) return { kind: 'fits', form: tried.form };
  return { kind: 'wrong', verdict: tried.verdict };
}
