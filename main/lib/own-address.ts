import { BlockList, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('::1', 'ipv6');
// "Any address" reaches this machine too.
LOOPBACK.addAddress('0.0.0.0');
LOOPBACK.addAddress('::', 'ipv6');

/** Whether an IP address is one of this machine, loopback included. */
export function isOwnAddress(address: string): boolean {
  if (LOOPBACK.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')) return true;
  const own = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return own.some((entry) => entry.address === address);
}
