import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { Found } from '../found.ts';
import type { RequestView } from '../request-view.ts';
import type { Secret } from '../scheme.ts';

export interface OwnSignInput {
  view: RequestView;
  secret: Secret;
  /** Epoch ms. */
  now: number;
}

export interface OwnSigned {
  headers: HeaderPair[];
  body?: Uint8Array;
}

/** A scheme that is its own procedure. */
export interface OwnRules {
  carries(view: RequestView): boolean;
  verify(view: RequestView, secrets: readonly Secret[], now: number): Found;
  /** null where the secret does not suffice. */
  sign(input: OwnSignInput): OwnSigned | null;
  /** Headers, in lower case, that signing takes away first. */
  headers: readonly string[];
}
