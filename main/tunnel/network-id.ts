import { networkInterfaces } from 'node:os';

/**
 * Changes when the machine joins another network. IPv6 addresses are left out: they are renewed
 * for privacy while the network stays the same.
 */
export function networkId(): string {
  const ids: string[] = [];
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    for (const { internal, family, address } of addresses ?? []) {
      if (!internal) ids.push(family === 'IPv4' ? `${name} ${address}` : name);
    }
  }
  return [...new Set(ids)].sort().join('\n');
}
