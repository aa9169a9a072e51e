import { generateKeyPairSync } from 'node:crypto';
import type { PairKind } from './pair.ts';

/** A new private key, as PEM, that stands in for one only a provider has. */
export function newPem(kind: PairKind): string {
  const how = { format: 'pem', type: 'pkcs8' } as const;
  switch (kind) {
    case 'ed25519':
      return generateKeyPairSync('ed25519').privateKey.export(how).toString();
    case 'p256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(how).toString();
    case 'rsa':
      return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(how).toString();
  }
}
