import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { Found } from '../found.ts';
import type { PairKind } from '../keys/pair.ts';
import type { RequestView } from '../request-view.ts';
import type { Secret } from '../scheme.ts';

export interface OwnSignInput {
  view: RequestView;
  secret: Secret;
  /** All that sign, this one among them: what one lacks (PayPal's webhook id) another may hold. */
  secrets: readonly Secret[];
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
  /** A text says what is missing; null where the secret does not suffice. */
  sign(input: OwnSignInput): OwnSigned | string | null;
  /** Headers, in lower case, that signing takes away first. */
  headers: readonly string[];
  /** The kind of its keys, where it signs with a pair. */
  pair?: PairKind;
  /** Whether a text can be its secret; left out, any text can. */
  takes?(value: string): boolean;
}
