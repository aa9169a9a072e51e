import type { Fault } from './find-signature.ts';
import type { SignatureFault } from '../../preload/contract/signatures/verdict.ts';
import type { Secret } from './scheme.ts';

/** What checking one scheme gave. The words around it are added by `verify`. */
export type Found =
  | {
      state: 'verified' | 'authenticated';
      secret: Secret;
      url: string | null;
      skewSeconds: number | null;
      notes: string[];
    }
  | {
      state: 'failed';
      code: SignatureFault;
      text: string;
      skewSeconds: number | null;
      notes: string[];
    }
  | { state: 'cannot_verify'; text: string; notes: string[] };

interface Passed {
  secret: Secret;
  url?: string | null;
  skewSeconds?: number | null;
  notes?: string[];
}

export function passed(state: 'verified' | 'authenticated', more: Passed): Found {
  return { state, url: null, skewSeconds: null, notes: [], ...more };
}

export function failed(
  { code, text }: Fault,
  more: { skewSeconds?: number | null; notes?: string[] } = {},
): Found {
  return { state: 'failed', code, text, skewSeconds: null, notes: [], ...more };
}
