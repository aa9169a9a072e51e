import type { Scheme, Secret } from '../scheme.ts';

/** A guess at the reason, and what it does to the request or the scheme. */
export interface Probe {
  text: string;
  certain: boolean;
  scheme?: Scheme;
  /** Left out: those of the endpoint. */
  secrets?: readonly Secret[];
  body?: Uint8Array;
  urls?: readonly string[];
}
