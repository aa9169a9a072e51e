import { randomUUID } from 'node:crypto';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { findProvider } from '../../signatures/providers/providers.ts';
import { messageIdOf } from '../../signatures/samples/compose.ts';
import { signAs } from '../../signatures/sign-as.ts';
import type { Provider } from '../../signatures/scheme.ts';
import type { OwnedSecret } from '../secrets/owners.ts';

interface Parts {
  /** Saved secrets of a provider, wherever they vouch. */
  secretsOf: (provider: string) => readonly OwnedSecret[];
  now: () => number;
}

interface Input {
  provider: string;
  bodyBase64: string;
  headers: HeaderPair[];
  url?: string | undefined;
  secret?: string | undefined;
  secretName?: string | undefined;
  at?: number | undefined;
  newId: boolean;
}

/**
 * Signs a request that a script is going to send itself, with a secret given as text or with a saved one by
 * its name. A saved one stays here: where a provider sends the secret itself, it cannot be named.
 *
 * @throws BackstitchError SENDER_INVALID, naming the field
 */
export function signingFor({ secretsOf, now }: Parts) {
  return (input: Input) => {
    const { bodyBase64, headers, url, at, newId } = input;
    const isNamed = input.secretName !== undefined;
    const provider = findProvider(input.provider);
    const signed = signAs({
      provider: input.provider,
      body: Buffer.from(bodyBase64, 'base64'),
      // Of a provider that there is not, no secret has to be found: it is what is told.
      secrets: provider === undefined ? [] : [textOf(provider, input, secretsOf(provider.id))],
      headers,
      url,
      at: at ?? now(),
      id: newId ? messageIdOf(randomUUID()) : undefined,
    });
    if (!signed.ok) {
      const secret = isNamed ? 'secretName' : 'secret';
      const fields = { secret, 'test-key': secret, body: 'bodyBase64' } as const;
      const { needs, text } = signed;
      const field = needs === 'provider' || needs === 'url' ? needs : fields[needs];
      throw new BackstitchError('SENDER_INVALID', text, { field });
    }
    if (isNamed && signed.sendsSecret) {
      const text = `${provider?.label ?? ''} sends the secret itself, and the answer would contain it.`;
      throw new BackstitchError('SENDER_INVALID', text, {
        field: 'secretName',
        hint: 'Pass its text as secret.',
      });
    }
    const { headers: all, body, target } = signed;
    return { headers: all, bodyBase64: Buffer.from(body).toString('base64'), target };
  };
}

/** The text to sign with: the one that is given, or the one of the saved secret that is named. */
function textOf(
  { label }: Provider,
  { secret, secretName }: Pick<Input, 'secret' | 'secretName'>,
  saved: readonly OwnedSecret[],
): string {
  const signing = saved.filter(({ retiring }) => !retiring);
  const names = [...new Set(signing.map((one) => one.label))];
  const there =
    names.length === 0
      ? `No secret of ${label} is saved.`
      : `Saved for ${label}: ${names.map((name) => `“${name}”`).join(', ')}.`;
  const refuse = (text: string, field: string, hint = there): never => {
    throw new BackstitchError('SENDER_INVALID', text, { field, hint });
  };
  if (secret !== undefined && secretName !== undefined) {
    return refuse('Pass either secret or secretName, not both.', 'secretName');
  }
  if (secret !== undefined) return secret;
  if (secretName === undefined) {
    return refuse('Pass the text as secret, or the name of a saved one as secretName.', 'secret');
  }
  const texts = new Set(
    signing.filter((one) => one.label === secretName).map(({ value }) => value),
  );
  const [text, ...others] = texts;
  if (others.length > 0) {
    const hint = 'Retire or delete the ones that are not to sign.';
    return refuse(`${label} has several secrets called “${secretName}”.`, 'secretName', hint);
  }
  if (text !== undefined) return text;
  const isRetiring = saved.some((one) => one.label === secretName);
  return isRetiring
    ? refuse(`“${secretName}” is being retired: it verifies, but no longer signs.`, 'secretName')
    : refuse(`${label} has no secret called “${secretName}”.`, 'secretName');
}
