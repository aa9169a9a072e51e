import { networkInterfaces } from 'node:os';

/** An IPv4 address of this computer that is not loopback, as a relay's would be; null without a network. */
export function outerAddress(): string | null {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? null;
}
