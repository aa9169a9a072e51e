import type { SenderSettings } from '../../../preload/contract/signatures.ts';
import type { Verdict } from '../../../preload/contract/signatures/verdict.ts';
import { detect } from '../../signatures/detection/detect.ts';
import { rankOfVerdict, type SecretTrial, trySecret } from '../../signatures/fitting.ts';
import { findProvider } from '../../signatures/providers/providers.ts';
import type { Provider } from '../../signatures/scheme.ts';
import { verify } from '../../signatures/verify.ts';
import { type Proposal, type ProposalInput, propose } from '../choosing/proposal.ts';
import { elsewhere, type OwnedSecret, vouching } from '../secrets/owners.ts';
import { noteOf } from '../sender-note.ts';
import {
  providerSet,
  type ReceivedRequest,
  verifyRequest,
  viewOf,
} from '../verifying/verification.ts';

interface TrialRequest {
  request: ReceivedRequest;
  body: Uint8Array;
  settings: SenderSettings;
  endpointId: string | null;
}

/** What to find out about one request. Values only: it may travel to a thread. */
export type Trial = { kind: 'propose'; input: ProposalInput; body: Uint8Array } | RequestTrial;

type RequestTrial = TrialRequest &
  (
    | { kind: 'secret'; value: string }
    | { kind: 'all'; secrets: readonly OwnedSecret[] }
    | { kind: 'verify'; secrets: readonly OwnedSecret[]; extras: Parameters<typeof noteOf>[2] }
  );

export interface Fit {
  secretId: string;
  verdict: Verdict;
}

/** What each kind gives. */
export interface TrialResults {
  /** null where nobody knows who sent it. */
  secret: SecretTrial | null;
  /** The best first. */
  all: Fit[];
  verify: { note: ReturnType<typeof noteOf>; verdict: Verdict | null };
  propose: Proposal;
}

/** About so many bytes are hashed for it; what a secret is tried in counts as often. */
export function weightOf(trial: Trial): number {
  // Verified twice, signed, verified again, and compared.
  if (trial.kind === 'propose')
    return 6 * (trial.body.length + (trial.input.sent.body?.length ?? 0));
  const tries = trial.kind === 'secret' ? 10 : trial.kind === 'all' ? trial.secrets.length : 1;
  // The body is searched for JSON and fields besides.
  return (trial.body.length + 256) * (tries + 1);
}

/** Carries a trial out. Pure, and as long as `weightOf` says. */
export function carryOut<K extends Trial['kind']>(trial: Extract<Trial, { kind: K }>) {
  return carry(trial) as TrialResults[K];
}

function carry(trial: Trial): TrialResults[keyof TrialResults] {
  switch (trial.kind) {
    case 'propose':
      return propose(trial.input);
    case 'secret':
      return one(trial, trial.value);
    case 'all':
      return all(trial, trial.secrets);
    case 'verify':
      return verifyWith(trial, trial.secrets, trial.extras);
  }
}

/** Who is set for the endpoint, else whom it looks like. */
function senderIn({ request, body, settings }: TrialRequest) {
  const view = viewOf(request, body, settings);
  const set = providerSet(settings);
  const provider: Provider | undefined = set ?? findProvider(detect(view)?.provider ?? '');
  return { view, provider };
}

function one(trial: TrialRequest, value: string): SecretTrial | null {
  const { view, provider } = senderIn(trial);
  return provider === undefined ? null : trySecret(provider, view, value, trial.request.receivedAt);
}

function all(trial: TrialRequest, secrets: readonly OwnedSecret[]): Fit[] {
  const { view, provider } = senderIn(trial);
  const { endpointId, request } = trial;
  const now = request.receivedAt;
  // Nearest first; sorting below keeps that order among those that fit alike.
  const near =
    provider === undefined
      ? [...secrets]
      : [
          ...vouching(secrets, endpointId, provider.id),
          ...elsewhere(secrets, endpointId, provider.id),
        ];
  const fits = near.flatMap((secret): Fit[] => {
    // Where nobody knows the sender, a secret of a provider may tell.
    const as = provider ?? findProvider(secret.owner.provider ?? '');
    if (as === undefined) return [];
    const { id, label, value } = secret;
    const verdict = verify({
      provider: as,
      request: view,
      secrets: [{ id, label, value }],
      now,
    });
    return [{ secretId: id, verdict }];
  });
  return fits.toSorted((a, b) => rankOfVerdict(a.verdict) - rankOfVerdict(b.verdict));
}

function verifyWith(
  trial: TrialRequest,
  secrets: readonly OwnedSecret[],
  extras: Parameters<typeof noteOf>[2],
): TrialResults['verify'] {
  const { request, body, settings, endpointId } = trial;
  const verification = verifyRequest({
    request,
    body,
    settings,
    secretsFor: (provider) => vouching(secrets, endpointId, provider),
    othersFor: (provider) => elsewhere(secrets, endpointId, provider),
    explains: false,
    knownUrls: () => [],
  });
  const note = noteOf(verification, providerSet(settings) !== null, extras);
  return { note, verdict: verification.verdict };
}
