import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { SenderSettings } from '../../../preload/contract/signatures.ts';
import { detect } from '../../signatures/detection/detect.ts';
import { isFitting } from '../../signatures/fitting.ts';
import { canSignWith, pairOfProvider } from '../../signatures/keys/secret-forms.ts';
import { findProvider } from '../../signatures/providers/providers.ts';
import { type RequestView, viewRequest } from '../../signatures/request-view.ts';
import type { Provider } from '../../signatures/scheme.ts';
import {
  ageProblem,
  changedParts,
  sameHeader,
  signatureHeaders,
} from '../../signatures/signing/signed-parts.ts';
import { schemeOf, verify } from '../../signatures/verify.ts';
import { signsUrl } from '../../signatures/verify-mac.ts';
import { secretFieldsOf } from '../sender-fields.ts';
import { type OwnedSecret, vouching } from '../secrets/owners.ts';
import { type Resigned, resign } from '../signing/resign.ts';
import { providerSet, type ReceivedRequest, viewOf } from '../verifying/verification.ts';
import { chooseSignature, type SignatureChoice, type SigningFacts } from './signature-choice.ts';

/** A request as it would be sent, and the capture it was made of. Values only. */
export interface ProposalInput {
  settings: SenderSettings;
  endpointId: string | null;
  /** Who was noted to have sent it. */
  provider: string | null;
  /** null for a request made from nothing. */
  captured: { request: ReceivedRequest; body: Uint8Array } | null;
  sent: {
    method: string;
    target: string;
    headers: readonly HeaderPair[];
    /** null: the captured one. */
    body: Uint8Array | null;
    /** The URL the receiver believes to have. */
    url: string;
  };
  secrets: readonly OwnedSecret[];
  /** Ids of those that were once found to be right. */
  fitted: readonly string[];
  /** What was asked for; null leaves it to the table of choices. */
  mode: 'keep' | 'resign' | 'strip' | null;
  newId: boolean;
  now: number;
}

export interface Proposal extends SignatureChoice {
  /** What is done: the choice, unless something else was asked for. */
  mode: 'keep' | 'resign' | 'strip';
  /** null where the signature stays as it is, or cannot be made. */
  signed: { headers: HeaderPair[]; target: string } | null;
  /** Why it cannot be signed as asked; null where it can. */
  problem: string | null;
  /** The URL that is signed, where the sender signs one. */
  url: string | null;
  /** Where the body has a secret that its sender sends as it is. */
  secretFields: string[];
}

const NO_BYTES = new Uint8Array();

/** How a request would be signed, and what that makes of it. Pure; bodies are hashed a few times. */
export function propose(input: ProposalInput): Proposal {
  const { captured, sent, settings, newId, now } = input;
  const before = captured === null ? null : viewOf(captured.request, captured.body, settings);
  const body = sent.body ?? captured?.body ?? NO_BYTES;
  const { method, target, headers, url } = sent;
  const request = { method, target, headers, body, urls: [url] };
  const after = viewRequest(request);
  const provider = senderOf(input, before ?? after);
  const usable =
    provider === null
      ? []
      : vouching(input.secrets, input.endpointId, provider.id).filter(
          ({ retiring, value }) => !retiring && canSignWith(provider, value),
        );
  const signer = provider && { provider, secrets: usable };
  const attempt = (mode: 'resign' | 'strip'): Resigned =>
    resign({ signer, mode, request, newId, now });
  const trial = usable.length === 0 ? null : attempt('resign');
  const scheme = provider && (schemeOf(provider, after) ?? provider.schemes[0]);
  const choice = {
    ...chooseSignature(factsOf(input, { provider, before, after, usable, trial })),
    url: scheme?.kind === 'mac' && signsUrl(scheme) ? url : null,
    secretFields: provider === null ? [] : secretFieldsOf(provider),
  };
  const mode = input.mode ?? (choice.choice === 'none' ? 'keep' : choice.choice);
  if (mode === 'keep') return { ...choice, mode, signed: null, problem: null };
  const done = mode === 'resign' && trial !== null ? trial : attempt(mode);
  if (!done.ok) return { ...choice, mode, signed: null, problem: done.text };
  const hide = hiding(usable);
  const signed = {
    headers: done.headers.map(([name, value]): HeaderPair => [name, hide(value, '••••••••')]),
    // As secrets of URLs are left out everywhere.
    target: hide(done.target, '****'),
  };
  return { ...choice, mode, signed, problem: null };
}

function senderOf({ settings, provider }: ProposalInput, view: RequestView): Provider | null {
  const set = providerSet(settings);
  return set ?? findProvider(provider ?? detect(view)?.provider ?? '') ?? null;
}

interface Known {
  provider: Provider | null;
  before: RequestView | null;
  after: RequestView;
  usable: readonly OwnedSecret[];
  trial: Resigned | null;
}

function factsOf(input: ProposalInput, known: Known): SigningFacts {
  const { provider, before, after, usable, trial } = known;
  if (provider === null) return NOBODY;
  const scheme = schemeOf(provider, after);
  const byHand = signatureHeaders(provider).filter((name) =>
    before === null ? after.has(name) : !sameHeader(before, after, name),
  );
  const of = { provider, secrets: vouching(input.secrets, input.endpointId, provider.id) };
  const arrived = input.captured?.request.receivedAt ?? input.now;
  const atArrival = before === null ? null : verify({ ...of, request: before, now: arrived });
  const verdict = verify({ ...of, request: after, now: input.now });
  const verifies = verdict.state === 'verified' || verdict.state === 'authenticated';
  const ids = usable.map(({ id }) => id);
  return {
    isOwn: byHand.length > 0,
    isSigned: scheme !== undefined,
    provider: provider.label,
    // What verifies is unchanged, whatever it looks like; what is of no capture was not changed.
    changed:
      verifies || scheme === undefined || before === null
        ? null
        : changedParts(scheme, before, after),
    age: verifies || scheme === undefined ? null : ageProblem(scheme, after, input.now),
    verifies,
    signer: signerOf(provider, after, usable, trial),
    secretLabel: usable[0]?.label ?? null,
    hasFitted:
      (atArrival !== null && isFitting(atArrival)) || input.fitted.some((id) => ids.includes(id)),
  };
}

const NOBODY: SigningFacts = {
  isOwn: false,
  isSigned: false,
  provider: null,
  changed: null,
  age: null,
  verifies: false,
  signer: 'nothing',
  secretLabel: null,
  hasFitted: false,
};

function signerOf(
  provider: Provider,
  after: RequestView,
  usable: readonly OwnedSecret[],
  trial: Resigned | null,
): SigningFacts['signer'] {
  const scheme = schemeOf(provider, after) ?? provider.schemes[0];
  const isPair =
    scheme !== undefined && pairOfProvider({ ...provider, schemes: [scheme] }) !== null;
  if (trial?.ok === true) return isPair ? 'test-key' : 'secret';
  // What its secret cannot sign (Braintree, JWTs of Google) only the provider can.
  return isPair || usable.length > 0 || isUnsignable(provider) ? 'provider' : 'nothing';
}

const UNSIGNABLE = new Set(['braintree', 'bearer']);

const isUnsignable = ({ schemes }: Provider): boolean =>
  schemes.every((scheme) => scheme.kind === 'own' && UNSIGNABLE.has(scheme.procedure));

/** Some senders send the secret itself: what is only looked at does not show it. */
function hiding(secrets: readonly OwnedSecret[]): (text: string, instead: string) => string {
  const texts = secrets.flatMap(({ value }) => [
    value,
    encodeURIComponent(value),
    Buffer.from(value).toString('base64'),
  ]);
  return (text, instead) => texts.reduce((shown, one) => shown.replaceAll(one, instead), text);
}
