import type { SignatureFault } from '../../preload/contract/signatures/verdict.ts';
import type { Encoding } from './encoding.ts';
import type { PublicForm } from './keys/public-forms.ts';
import type { RequestView } from './request-view.ts';

/** How the text a user pasted becomes a key. */
export type KeyForm =
  | 'utf8'
  | 'base64'
  | 'hex'
  /** `whsec_` and base64 (Standard Webhooks). */
  | 'whsec'
  /** Decoded where `whsec_` stands before it, else as text (OpenAI, Polar). */
  | 'whsec-or-text'
  /** The raw SHA-1 of the text (Braintree). */
  | 'sha1'
  /** Normalised by Unicode's NFKD before it is encoded (EasyPost). */
  | 'nfkd'
  | 'ed25519-hex'
  | 'ed25519-base64'
  /** Base64 of a SubjectPublicKeyInfo, or PEM. */
  | 'spki';

export type Mac =
  | 'hmac-sha1'
  | 'hmac-sha256'
  | 'hmac-sha512'
  /** No HMAC: SHA-256 over content that begins with the secret (HubSpot v1, v2). */
  | 'sha256-of-secret-and'
  | 'ed25519'
  | 'ecdsa-p256';

/** Where signatures stand, and how several of them are written. */
export type SignatureForm =
  /** Any of the headers; signing writes the first. */
  | { kind: 'header'; headers: readonly string[]; prefix?: string }
  /** One header for each secret (Box, DocuSign, Hookdeck). */
  | { kind: 'each'; headers: readonly string[]; prefix?: string }
  /** `t=1,v1=ab,v1=cd` in one header; each character of `separator` separates. */
  | {
      kind: 'fields';
      header: string;
      separator: string;
      signature: string;
      time: string | null;
      /** Further fields that signing writes. */
      also?: readonly (readonly [string, string])[];
    }
  /** `v1,ab v1,cd` in one header (Standard Webhooks). */
  | { kind: 'tagged'; headers: readonly string[]; tag: string }
  /** `v1=ab,v1=cd` without a time. */
  | { kind: 'list'; header: string; prefix: string }
  /** `<seconds>,ab,cd` (Recurly). */
  | { kind: 'positional'; header: string }
  | { kind: 'json'; path: string }
  | { kind: 'form'; field: string };

export interface TimeRule {
  /** `field` is the one of the signature header. Else a reference such as `header:X-Time`. */
  from: 'field' | (string & {});
  unit: 's' | 'ms' | 'rfc3339' | 'imf';
  /** Seconds; null where age is never judged. */
  window: number | null;
  /**
   * Which side of the window the sender's own library refuses: `old` takes any time ahead of its
   * clock, which is mentioned, not refused.
   */
  sides: 'old' | 'both';
  /** Seconds ahead of the clock that are allowed, where that is not the window. */
  ahead?: number;
  /** The sender names no window: age is only mentioned. */
  lenient?: boolean;
}

/** What the signed content is made of, besides the request. */
export interface ContentInput {
  view: RequestView;
  /** The time as it is written in the request. */
  time: string;
  id: string;
  /** The URL the sender was given. */
  url: string;
  secret: string;
  /** The other fields of a `fields` header. */
  fields: ReadonlyMap<string, string>;
}

export interface ContentFault {
  code: SignatureFault;
  text: string;
}

/** A template such as `{time}.{body}`, or a function where a template cannot say it. */
export type Content = string | ((input: ContentInput) => Uint8Array | ContentFault);

/** A scheme that the general verifier and signer carry out. */
export interface MacScheme {
  kind: 'mac';
  label: string;
  form: SignatureForm;
  encoding: Encoding | 'hex-or-base64';
  mac: Mac;
  content: Content;
  /** Set where a content function reads the URL. */
  readsUrl?: boolean;
  /** Ways in which the sender may write a URL before it signs it. */
  spellings?: (url: string) => string[];
  key: KeyForm;
  time?: TimeRule;
  /** Where the id stands that is part of the content. */
  id?: string;
  /** Headers that signing writes besides: a protocol, a version. */
  companions?: readonly (readonly [string, string])[];
  /** True where this request uses the scheme, though its header is there (HubSpot's versions). */
  applies?: (view: RequestView) => boolean;
  /** A check of the body beside the signature (Twilio's bodySHA256). */
  alsoCheck?: (view: RequestView) => ContentFault | null;
  /** What of the request the signature does not cover. */
  uncovered?: string;
}

/** A secret that travels with the request: it proves the sender, not the body. */
export interface TokenScheme {
  kind: 'token';
  label: string;
  /** Where it stands: `header:X`, `query:x`, `json:path`. */
  from: string;
  /** Written before the secret: `Bearer `. */
  prefix?: string;
  /** The secret is `user:password`, sent as Basic. */
  basic?: boolean;
}

/** A scheme with a procedure of its own. */
export interface OwnScheme {
  kind: 'own';
  label: string;
  procedure: OwnProcedure;
}

export type OwnProcedure =
  | 'adyen'
  | 'braintree'
  | 'netlify'
  | 'plaid'
  | 'jira-connect'
  | 'sns'
  | 'paypal'
  | 'monday'
  | 'bearer';

export type Scheme = MacScheme | TokenScheme | OwnScheme;

export interface Provider {
  id: string;
  label: string;
  /** In order: the first one whose signature is in the request decides. */
  schemes: readonly Scheme[];
  /** What the user is asked for. */
  secret: string;
  /** Characters that the vendor's own library demands of a secret. */
  secretLength?: number;
  /** The form in which its receivers are given a public key. */
  publicForm?: PublicForm;
  /** Event type and id: alternatives `a | b`, joined parts `a + b`. */
  event?: string;
  delivery?: string;
  retry?: string;
  confidence: 'proven' | 'documented' | 'unconfirmed';
}

/** A secret as verifying and signing are handed it. Newest first. */
export interface Secret {
  id: string;
  label: string;
  value: string;
}
