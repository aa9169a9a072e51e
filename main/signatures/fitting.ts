import type { SecretForm } from '../../preload/contract/signatures/secrets.ts';
import { SECRET_FORMS } from '../../preload/rules/secret-forms.ts';
import type { Verdict } from '../../preload/contract/signatures/verdict.ts';
import { inForm } from './keys/written-forms.ts';
import type { RequestView } from './request-view.ts';
import type { Provider, Secret } from './scheme.ts';
import { verify } from './verify.ts';

/**
 * Whether a verdict says that the secret is the right one: what it signed may still have come too
 * late, and age is judged after the signature.
 */
export function isFitting({ state, code }: Verdict): boolean {
  return (
    state === 'verified' ||
    state === 'authenticated' ||
    code === 'TIMESTAMP_TOO_OLD' ||
    code === 'TIMESTAMP_IN_FUTURE'
  );
}

export interface SecretTrial {
  verdict: Verdict;
  /** The form in which it fits and can be kept; null where it fits in none. */
  form: SecretForm | null;
}

/**
 * A pasted secret against one request: as it is, then in the forms in which secrets get pasted by
 * mistake. A dozen MACs at most. The verdict names no secret that is kept, and never its text.
 *
 * @param now epoch ms of the arrival
 */
export function trySecret(
  provider: Provider,
  view: RequestView,
  pasted: string,
  now: number,
): SecretTrial {
  const judge = (value: string): Verdict => {
    const secrets: Secret[] = [{ id: 'typed', label: 'the secret typed', value }];
    const verdict = verify({ provider, request: view, secrets, now });
    return { ...verdict, secretId: null };
  };
  const tried = new Set<string>();
  for (const form of SECRET_FORMS) {
    const value = inForm(provider, pasted, form);
    if (value === null || tried.has(value)) continue;
    tried.add(value);
    const verdict = judge(value);
    if (isFitting(verdict)) return { verdict, form };
  }
  return { verdict: judge(pasted.trim()), form: null };
}

/** The best first: what verifies, what is right but late, what does not fit, what cannot be used. */
export function rankOfVerdict(verdict: Verdict): number {
  if (verdict.state === 'verified') return 0;
  if (verdict.state === 'authenticated') return 1;
  if (isFitting(verdict)) return 2;
  return verdict.code === 'UNUSABLE_SECRET' ? 4 : 3;
}
