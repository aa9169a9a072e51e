import type { Verdict } from '../../../preload/contract/signatures/verdict.ts';
import type { SignatureMark } from '../../../preload/contract/captures.ts';
import type { SenderSettings } from '../../../preload/contract/signatures.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { customProvider } from '../../signatures/custom.ts';
import { detect } from '../../signatures/detection/detect.ts';
import type { Detected } from '../../signatures/detection/detect-headers.ts';
import { readFacts, type SenderFacts } from '../../signatures/detection/facts.ts';
import { explain } from '../../signatures/probes.ts';
import { findProvider } from '../../signatures/providers/providers.ts';
import { type RequestView, viewRequest } from '../../signatures/request-view.ts';
import type { Provider, Scheme, Secret } from '../../signatures/scheme.ts';
import { schemeOf, verify } from '../../signatures/verify.ts';
import { urlsOf } from './urls.ts';

/** A request as the intake received it, or as it was kept. */
export interface ReceivedRequest {
  method: string;
  target: string;
  headers: readonly HeaderPair[];
  viaTunnel: boolean;
  receivedAt: number;
}

/** What a request is judged by, of all that is known of a capture. */
export function requestOf(kept: ReceivedRequest): ReceivedRequest {
  const { method, target, headers, viaTunnel, receivedAt } = kept;
  return { method, target, headers, viaTunnel, receivedAt };
}

export interface Verification {
  provider: Provider | null;
  detected: Detected | null;
  facts: SenderFacts;
  verdict: Verdict | null;
}

const NO_FACTS: SenderFacts = { eventType: null, deliveryId: null, retry: null };

export interface VerificationInput {
  request: ReceivedRequest;
  body: Uint8Array;
  settings: SenderSettings;
  /** Those of the endpoint, then those of the provider; newest first. */
  secretsFor: (provider: string) => readonly Secret[];
  /** All others that are saved, for hints. */
  othersFor: (provider: string) => readonly Secret[];
  /** Whether a mismatch is to be explained: hundreds of MACs, never for a stranger's request. */
  explains: boolean;
  /** Other bases of URLs under which this machine is reached: for hints. */
  knownUrls: () => readonly string[];
}

export function viewOf(
  request: ReceivedRequest,
  body: Uint8Array,
  settings: SenderSettings,
): RequestView {
  const { method, target, headers } = request;
  let urls: string[] | undefined;
  return viewRequest({
    method,
    target,
    headers,
    body,
    // Few senders sign URLs, and spelling them out costs more than all the rest.
    get urls() {
      return (urls ??= urlsOf(request, settings.publicUrl));
    },
  });
}

/** The provider that was set for an endpoint; null where none was. */
export function providerSet(settings: SenderSettings): Provider | null {
  if (settings.provider === 'custom') {
    return settings.custom === null ? null : customProvider(settings.custom);
  }
  return settings.provider === null ? null : (findProvider(settings.provider) ?? null);
}

/**
 * Who sent a request, and whether that is proven, at the time of its arrival. What is set for the
 * endpoint goes before what the request looks like.
 */
export function verifyRequest(input: VerificationInput): Verification {
  const { request, body, settings } = input;
  const view = viewOf(request, body, settings);
  const detected = detect(view);
  const set = providerSet(settings);
  const provider = set ?? (detected && (findProvider(detected.provider) ?? null));
  if (provider === null) return { provider, detected, facts: NO_FACTS, verdict: null };
  const facts = readFacts(provider, view);
  const secrets = input.secretsFor(provider.id);
  if (set === null && secrets.length === 0 && detected?.confidence === 'guess') {
    return { provider, detected, facts, verdict: null };
  }
  const verdict = verify({ provider, request: view, secrets, now: request.receivedAt });
  const explained = withHint(verdict, input, provider, view);
  const named = set === null ? explained : namingBoth(explained, { set, detected, view });
  return { provider, detected, facts, verdict: named };
}

/** A request of another sender than is set is told by both names: what is missing in it says little. */
function namingBoth(
  verdict: Verdict,
  { set, detected, view }: { set: Provider; detected: Detected | null; view: RequestView },
): Verdict {
  if (verdict.state === 'verified' || verdict.state === 'authenticated') return verdict;
  if (detected === null || detected.confidence === 'guess' || detected.provider === set.id) {
    return verdict;
  }
  const other = findProvider(detected.provider);
  // Clerk's requests look like Svix's, since they are signed alike: the set one knows better.
  if (other === undefined || (carriesOf(set, view) && detected.confidence !== 'certain'))
    return verdict;
  if (signAlike(schemeOf(set, view), schemeOf(other, view))) return verdict;
  const setTo = set.id === 'custom' ? 'a scheme of your own' : set.label;
  const text = `It looks like ${other.label}, but this endpoint is set to ${setTo}. ${verdict.text}`;
  return { ...verdict, text };
}

const carriesOf = (provider: Provider, view: RequestView): boolean =>
  schemeOf(provider, view) !== undefined;

function signAlike(a: Scheme | undefined, b: Scheme | undefined): boolean {
  if (a?.kind !== 'mac' || b?.kind !== 'mac') return false;
  const { form, mac, encoding, content } = a;
  return (
    JSON.stringify([form, mac, encoding, content]) ===
    JSON.stringify([b.form, b.mac, b.encoding, b.content])
  );
}

/** Whether there is something to explain. */
export function isMismatch({ code }: Verdict): boolean {
  return (
    code === 'SIGNATURE_MISMATCH' || code === 'MALFORMED_SIGNATURE' || code === 'BODY_HASH_MISMATCH'
  );
}

function withHint(
  verdict: Verdict,
  input: VerificationInput,
  provider: Provider,
  view: RequestView,
): Verdict {
  if (!input.explains || !isMismatch(verdict)) return verdict;
  const { hint, untried } = explain({
    provider,
    view,
    secrets: input.secretsFor(provider.id),
    otherSecrets: input.othersFor(provider.id),
    knownUrls: input.knownUrls(),
    now: input.request.receivedAt,
  });
  const notes = untried === null ? verdict.notes : [...verdict.notes, untried];
  return { ...verdict, hint, notes };
}

/** A verdict as the list shows it and a search finds it. */
export function markOf(verdict: Verdict | null): SignatureMark | null {
  if (verdict === null) return null;
  const marks = {
    verified: 'ok',
    authenticated: 'token',
    failed: 'bad',
    not_attempted: 'unset',
    cannot_verify: 'unknown',
  } as const;
  // Nothing was signed and nothing was asked: that is no state worth a mark.
  if (verdict.state === 'not_attempted' && verdict.scheme === null) return null;
  return marks[verdict.state];
}
