import type { SenderSettings } from '../../preload/contract/signatures.ts';
import type { EndpointId, HeaderPair } from '../../preload/contract/shapes.ts';
import type { Stages } from '../intake/taker.ts';
import { answerHandshake } from '../signatures/handshakes.ts';
import type { Secret } from '../signatures/scheme.ts';
import {
  verifyRequest,
  type VerificationInput,
  providerSet,
  type ReceivedRequest,
  viewOf,
} from './verifying/verification.ts';
import { checkOf } from './check.ts';
import { createMinuteLimit } from './rate.ts';
import { noteOf } from './sender-note.ts';

/** An answer of some handshakes is a MAC made with the key of events: nobody gets many of them. */
const HANDSHAKES_A_MINUTE = 10;

/** A request as the intake has it. */
export type Request = ReceivedRequest & { headers: HeaderPair[]; body: Uint8Array };

interface Parts {
  settingsAt: (endpointId: string | null) => SenderSettings;
  secretsOf: (endpointId: EndpointId, provider: string) => Secret[];
  inputFor: (request: Request, endpointId: string | null) => VerificationInput;
  now: () => number;
}

/** What is answered before a webhook is taken: to a provider that asks first, and to who cannot prove who sends. */
export function createGate({ settingsAt, secretsOf, inputFor, now }: Parts) {
  // Apart, so that strangers' refused ones do not use up those of the provider.
  const mayAnswer = createMinuteLimit(HANDSHAKES_A_MINUTE, () => now());
  const mayRefuse = createMinuteLimit(HANDSHAKES_A_MINUTE, () => now());

  function note(request: Request, endpointId: string | null) {
    const verification = verifyRequest(inputFor(request, endpointId));
    // Webhooks of apps check their senders themselves: without a secret here there is no verdict.
    if (isOfApp(endpointId) && verification.verdict?.state === 'not_attempted')
      verification.verdict = null;
    return noteOf(verification, providerSet(settingsAt(endpointId)) !== null);
  }

  /** The answer to a provider that asks before it sends. */
  function handshake(request: Request, endpointId: EndpointId) {
    const own = settingsAt(endpointId);
    const provider = own.provider;
    if (!own.handshakes || provider === null) return null;
    const view = viewOf(request, request.body, own);
    const input = {
      view,
      secrets: secretsOf(endpointId, provider),
      verifyToken: own.verifyToken,
      now: request.receivedAt,
    };
    const found = answerHandshake(provider, input);
    if (found === null) return null;
    const verification = verifyRequest(inputFor(request, endpointId));
    const sender = noteOf(verification, true, {
      handshake: found.name,
      offersSecret: found.offered !== null,
    });
    const { status, headers, body, name } = found;
    if ((status < 400 ? mayAnswer : mayRefuse)(endpointId)) {
      const reason = status < 400 ? null : body;
      return { reply: { status, headers, body, reason, note: `handshake: ${name}` }, sender };
    }
    const reason = 'Too many handshakes within a minute.';
    const reply = { status: 429, headers: [], body: reason, reason, note: reason };
    return { reply, sender };
  }

  function judged(request: Request, endpointId: EndpointId) {
    const own = settingsAt(endpointId);
    const verification = verifyRequest(inputFor(request, endpointId));
    const { verdict } = verification;
    const passes = verdict?.state === 'verified' || verdict?.state === 'authenticated';
    const sender = noteOf(verification, true, { refused: own.refuse && !passes });
    if (!own.refuse || passes) return { reply: null, sender };
    const reason = verdict?.text ?? 'The sender cannot be verified.';
    const headers: HeaderPair[] = [['Content-Type', 'text/plain; charset=utf-8']];
    // The sender is told that it failed, not what would have been right.
    const body = 'The signature does not match.\n';
    return { reply: { status: 401, headers, body, reason, note: reason }, sender };
  }

  return {
    note,
    check: (request: Request, endpoint: { id: EndpointId; name: string }, stages: Stages) =>
      checkOf(handshake(request, endpoint.id) ?? judged(request, endpoint.id), endpoint, stages),
  };
}

/** Webhooks and HTTPS endpoints of apps. */
export const isOfApp = (endpointId: string | null): boolean => /^(wh|he)_/.test(endpointId ?? '');
