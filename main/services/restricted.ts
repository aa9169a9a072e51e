import { classifyAddress, unwrapAddress } from '../outbound/address.ts';
import type { Refusal } from '../outbound/refusal.ts';
import type { Target } from '../outbound/target.ts';

export interface HostRules {
  /** True where this program itself listens. */
  isOwnListener: (address: string, port: number) => boolean;
  /** Host of the tunnel, which leads back to the intake; null without one. */
  publicHost?: (() => string | null) | undefined;
  /** `host` or `host:port` that may be called although it is private. */
  allowedHosts: readonly string[];
}

/**
 * Whether functions may call these addresses: the internet, and private hosts that were allowed by
 * name. Never Backstitch itself, nor what stands for a cloud's metadata.
 */
export function checkHost(
  { isOwnListener, publicHost, allowedHosts }: HostRules,
  target: Target,
  addresses: readonly string[],
): Refusal | undefined {
  const isAllowed = allowedHosts.some((host) => {
    const wanted = host.trim().toLowerCase();
    return wanted === target.hostKey || wanted === `${target.hostKey}:${target.port}`;
  });
  if (target.hostKey === publicHost?.()?.replace(/:\d+$/, '').toLowerCase()) {
    return { code: 'OWN_TUNNEL', text: `${target.authority} leads back to Backstitch itself.` };
  }
  for (const address of addresses) {
    const { kind, range } = classifyAddress(address);
    if (isOwnListener(unwrapAddress(address), target.port)) {
      return { code: 'OWN_LISTENER', text: `Backstitch itself listens on ${target.authority}.` };
    }
    if (kind === 'never') {
      return { code: 'ADDRESS_FORBIDDEN', text: `${target.authority} is never called (${range}).` };
    }
    if (kind !== 'public' && !isAllowed) {
      return {
        code: 'NOT_ALLOWED',
        text: `${target.authority} is on a private network (${range}).`,
        hint: `Allow ${target.hostKey}:${target.port} in the settings of the service.`,
      };
    }
  }
  return undefined;
}
