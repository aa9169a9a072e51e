import type { MissingSecret, ProjectKind } from '../../preload/contract/interchange/project.ts';
import type { DestinationItem } from '../../preload/contract/interchange/project-destinations.ts';
import type { EndpointItem } from '../../preload/contract/interchange/project-file.ts';
import type { SecretRef } from '../../preload/contract/interchange/project-references.ts';
import type { TunnelItem } from '../../preload/contract/interchange/project-tunnel.ts';
import { isObject, type Json } from './canonical.ts';

/** Where secrets are found on this computer. */
export interface Vault {
  env: (name: string) => string | undefined;
  named: (name: string) => string | undefined;
}

type One = { env: string } | { secret: string };

const ones = (ref: SecretRef): One[] => (Array.isArray(ref) ? ref : [ref]);

/** The name of a reference as people read it. */
export const nameOf = (one: One): string => ('env' in one ? one.env : one.secret);

/** The first of a reference that is there, with its name; undefined where none is. */
export function lookUp(vault: Vault, ref: SecretRef): { value: string; name: string } | undefined {
  for (const one of ones(ref)) {
    const value = 'env' in one ? vault.env(one.env) : vault.named(one.secret);
    // An empty variable is what CI makes of a secret that is not set.
    if (value !== undefined && value.trim() !== '')
      return { value: value.trim(), name: nameOf(one) };
  }
  return undefined;
}

/** The references of an item: of the sender of an endpoint, of a destination, of the tunnel. */
export function referencesOf(kind: ProjectKind, value: Json | undefined): SecretRef[] {
  if (!isObject(value)) return [];
  if (kind === 'destinations') {
    const item = value as unknown as DestinationItem;
    const logIn = 'credentials' in item ? refsIn(item.credentials) : [item.authorization];
    return [...logIn, item.secret].filter((ref) => ref !== null);
  }
  if (kind === 'tunnel') {
    const item = value as unknown as TunnelItem;
    if (item.mode === 'command') return refsIn({ token: item.command.token });
    return item.mode === 'ssh' ? refsIn(item.ssh) : [];
  }
  if (kind !== 'endpoints') return [];
  const { sender } = value as unknown as EndpointItem;
  if (sender === null) return [];
  return [...sender.secrets, ...(sender.verifyToken === null ? [] : [sender.verifyToken])];
}

/** The references among fields: others are texts and numbers. */
const refsIn = (fields: object | null): SecretRef[] =>
  Object.values(fields ?? {}).filter((one) => typeof one === 'object' && one !== null);

/** References of an item that lead nowhere here, the same ones together. */
export function missingOf(
  vault: Vault,
  used: readonly { kind: ProjectKind; key: string; refs: readonly SecretRef[] }[],
): MissingSecret[] {
  const found = new Map<string, MissingSecret>();
  for (const { kind, key, refs } of used) {
    for (const ref of refs) {
      if (lookUp(vault, ref) !== undefined) continue;
      const env = ones(ref).flatMap((one) => ('env' in one ? [one.env] : []));
      const secrets = ones(ref).flatMap((one) => ('secret' in one ? [one.secret] : []));
      const id = JSON.stringify([env, secrets]);
      const known = found.get(id) ?? { env, secrets, usedBy: [] };
      if (!known.usedBy.some((one) => one.kind === kind && one.key === key))
        known.usedBy.push({ kind, key });
      found.set(id, known);
    }
  }
  return [...found.values()];
}

/** Names of all that a value refers to. */
export const namesIn = (kind: ProjectKind, value: Json | undefined): string[] => [
  ...new Set(referencesOf(kind, value).flatMap((ref) => ones(ref).map(nameOf))),
];
