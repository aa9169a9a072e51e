import type { SignPreview } from '../../../preload/contract/replay-request.ts';

/** What decides how a request that is sent again is signed. */
export interface SigningFacts {
  /** Somebody wrote, changed or took away a signature by hand. */
  isOwn: boolean;
  /** It carries what its sender signs with. */
  isSigned: boolean;
  /** null where nobody is known to send it. */
  provider: string | null;
  /** What of the signed parts differs from the capture; null where nothing does. */
  changed: 'body' | 'url' | 'rest' | null;
  /** Why a receiver would refuse its age, in words; null where it would not, or no time is signed. */
  age: string | null;
  /** The signature fits a kept secret, over the request as it would be sent. */
  verifies: boolean;
  /** What there is to sign with; `provider`: a key that only the provider has. */
  signer: 'secret' | 'test-key' | 'provider' | 'nothing';
  /** The secret that would sign. */
  secretLabel: string | null;
  /** A secret that signs here was once found to be right. */
  hasFitted: boolean;
}

export type SignatureChoice = Pick<
  SignPreview,
  'choice' | 'row' | 'reason' | 'tone' | 'secretLabel'
>;

/**
 * How a request is signed where nobody says otherwise, and why. The first row that holds decides:
 * what a person wrote goes before everything, what still verifies is left alone, and what cannot be
 * right any more is signed again as well as it can be.
 */
export function chooseSignature(facts: SigningFacts): SignatureChoice {
  const { provider, signer } = facts;
  const isNothing = signer === 'nothing';
  if (facts.isOwn) return said(1, 'keep', 'ok', 'You wrote the signature yourself.');
  if (provider === null || (!facts.isSigned && (isNothing || signer === 'provider'))) {
    return said(2, 'none', 'ok', 'Nothing to sign.');
  }
  if (facts.isSigned && facts.changed === null && facts.age === null) {
    const reason = facts.verifies
      ? 'The captured signature still verifies.'
      : 'Nothing that is signed was changed.';
    return said(3, 'keep', 'ok', reason);
  }
  if (signer === 'provider') {
    return said(4, 'strip', 'warn', `Only ${provider} has this key.`);
  }
  if (signer === 'test-key') {
    return said(4, 'resign', 'warn', `Only ${provider} has this key.`, facts.secretLabel);
  }
  if (isNothing) {
    const reason =
      facts.changed === null && facts.age !== null
        ? `The signature is too old. ${facts.age}`
        : 'The signature is of other bytes.';
    return said(7, 'keep', 'bad', reason);
  }
  if (facts.hasFitted) return said(5, 'resign', 'ok', whyAgain(facts), facts.secretLabel);
  const reason = `Signed with “${facts.secretLabel ?? ''}”; it has not verified yet.`;
  return said(6, 'resign', 'warn', reason, facts.secretLabel);
}

function said(
  row: SignPreview['row'],
  choice: SignPreview['choice'],
  tone: SignPreview['tone'],
  reason: string,
  secretLabel: string | null = null,
): SignatureChoice {
  return { choice, row, reason, tone, secretLabel };
}

function whyAgain({ isSigned, changed, age }: SigningFacts): string {
  if (!isSigned) return 'It is not signed yet.';
  switch (changed) {
    case 'body':
      return 'You changed the body.';
    case 'url':
      return 'The URL is signed, and it goes to another one.';
    case 'rest':
      return 'You changed a part that is signed.';
    case null:
      return age ?? 'It is signed again.';
  }
}
