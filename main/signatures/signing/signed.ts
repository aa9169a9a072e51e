import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { SignedRequest } from '../request-view.ts';
import type { Provider, Secret } from '../scheme.ts';

/** What is to be signed, and with what. */
export interface SignInput {
  provider: Provider;
  /** Its first URL is the one the receiver believes to have. */
  request: SignedRequest;
  /** Newest first; all of them sign where the scheme takes several. */
  secrets: readonly Secret[];
  /** Epoch ms. */
  now: number;
  /** A new id, where the scheme signs one; left out, the request's own stays. */
  newId?: string | undefined;
}

/** The request as it goes out, or why it cannot be signed. */
export type Signed =
  | {
      ok: true;
      headers: HeaderPair[];
      body: Uint8Array;
      /** The target, where signing changes its query. */
      target: string;
      scheme: string;
    }
  | { ok: false; text: string };
