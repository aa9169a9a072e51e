import type { ProviderInfo, SenderSettings } from '../../preload/contract/signatures.ts';
import { BackstitchError } from '../lib/errors.ts';
import { customProblem } from '../signatures/custom.ts';
import { HANDSHAKES } from '../signatures/handshakes.ts';
import { keyFormsOf, pairOfProvider } from '../signatures/keys/secret-forms.ts';
import { findProvider } from '../signatures/providers/providers.ts';
import type { Provider } from '../signatures/scheme.ts';
import { signsInHeaders } from '../signatures/sign.ts';
import { headersOf } from '../signatures/carried-headers.ts';
import { placesOf } from '../signatures/verify.ts';
import { SAMPLES } from '../signatures/samples/samples.ts';

/** What the window shows of a provider. */
export function infoOf(provider: Provider): ProviderInfo {
  const { id, label, secret, confidence } = provider;
  return {
    id,
    label,
    secret,
    confidence,
    signedIn: placesOf(provider),
    headers: headersOf(provider),
    asksFirst: HANDSHAKES.includes(id),
    asksWithToken: id === 'meta' || id === 'ebay',
    canBePlayed: signsInHeaders(provider),
    hasKeyPair: pairOfProvider(provider) !== null,
    keyForms: keyFormsOf(provider),
    samples: SAMPLES.filter((sample) => sample.provider === id).map((sample) => ({
      id: sample.id,
      event: sample.event,
    })),
  };
}

/**
 * Settings as they may be saved.
 *
 * @throws BackstitchError SENDER_INVALID, naming the field
 */
export function checkSettings(input: SenderSettings): SenderSettings {
  const problem = (field: string, message: string) =>
    new BackstitchError('SENDER_INVALID', message, { field });
  if (input.provider === 'custom') {
    if (input.custom === null) throw problem('custom.header', 'Describe the scheme.');
    const found = customProblem(input.custom);
    if (found !== null) throw problem(found.field, found.message);
  } else if (input.provider !== null && findProvider(input.provider) === undefined) {
    throw problem('provider', `There is no provider “${input.provider}”.`);
  }
  if (input.refuse && input.provider === null) {
    throw problem('provider', 'Choose the sender: headers alone prove nothing.');
  }
  if (input.publicUrl !== null && !/^https?:\/\/[^/]+/.test(input.publicUrl)) {
    throw problem('publicUrl', 'Write the whole URL, with https:// before it.');
  }
  return input;
}
