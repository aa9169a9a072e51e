import { PROVIDERS } from '../providers/providers.ts';
import type { RequestView } from '../request-view.ts';
import type { MacScheme, Provider, Scheme, Secret } from '../scheme.ts';
import { schemeOf } from '../verify.ts';
import type { Probe } from './probe.ts';

/** The same secret, pasted or decoded in another way. */
export function* otherForms(secrets: readonly Secret[], scheme: Scheme): Generator<Probe> {
  const changed = (change: (value: string) => string): Secret[] =>
    secrets.flatMap((secret) => {
      const value = change(secret.value);
      return value === secret.value ? [] : [{ ...secret, value }];
    });
  const forms: [string, Secret[]][] = [
    ['without the spaces around it', changed((value) => value.trim())],
    ['with a line break at its end', changed((value) => `${value}\n`)],
    ['without its quotes', changed((value) => value.replace(/^(["'])(.*)\1$/s, '$2'))],
    ['without its prefix', changed((value) => value.replace(/^[a-z]+_/, ''))],
  ];
  for (const [how, values] of forms) {
    yield { text: `The right secret in another form: ${how}.`, certain: true, secrets: values };
  }
  if (scheme.kind !== 'mac' || !scheme.mac.startsWith('hmac-')) return;
  const keys: [string, MacScheme['key']][] = [
    ['as text', 'utf8'],
    ['decoded from base64', 'whsec'],
    ['decoded from hex', 'hex'],
  ];
  for (const [how, key] of keys) {
    if (key === scheme.key) continue;
    const text = `The right secret in another form: used ${how}.`;
    yield { text, certain: true, scheme: { ...scheme, key } };
  }
}

/** Another hash, another writing, another order of what is signed. */
export function* otherMacs(scheme: MacScheme): Generator<Probe> {
  if (!scheme.mac.startsWith('hmac-')) return;
  const names = { 'hmac-sha1': 'SHA-1', 'hmac-sha256': 'SHA-256', 'hmac-sha512': 'SHA-512' };
  for (const mac of ['hmac-sha1', 'hmac-sha256', 'hmac-sha512'] as const) {
    for (const encoding of ['hex', 'base64'] as const) {
      if (mac === scheme.mac && encoding === scheme.encoding) continue;
      const text = `The sender uses ${names[mac]} in ${encoding}.`;
      yield { text, certain: true, scheme: { ...scheme, mac, encoding } };
    }
  }
  for (const content of [
    '{body}',
    '{time}.{body}',
    '{time}:{body}',
    '{time}{body}',
    '{body}{time}',
  ]) {
    if (content === scheme.content) continue;
    const text = `The sender signs ${content} where ${scheme.label} is expected.`;
    yield { text, certain: false, scheme: { ...scheme, content } };
  }
}

/** Schemes of other senders whose signature stands in the request too. */
export function* otherProviders(
  provider: Provider,
  view: RequestView,
  scheme: Scheme,
): Generator<Probe> {
  for (const other of PROVIDERS) {
    if (other.id === provider.id) continue;
    const theirs = schemeOf(other, view);
    if (theirs?.kind !== 'mac' || theirs === scheme) continue;
    const text = `This is signed as ${other.label} signs, not ${provider.label}.`;
    yield { text, certain: false, scheme: theirs };
  }
}
