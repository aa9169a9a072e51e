import type { Resolve } from '../resolve.ts';
import { isLiteral, parseTarget } from '../target.ts';
import { createGuard, type OwnPlaces } from './guard.ts';
import type { Policy } from './policies.ts';

/** The addresses that were judged, for a connection that goes to one of them; or why it may not. */
export type CheckedServer = { ok: true; addresses: string[] } | { ok: false; why: string };

/**
 * Looks a server up and judges it, for clients of other protocols that make their own connections.
 *
 * @param host as it stands in a URL, IPv6 in brackets.
 * @throws what the resolver throws
 */
export async function checkServer(
  { host, port }: { host: string; port: number },
  { policy, own, resolve }: { policy: Policy; own: OwnPlaces; resolve: Resolve },
): Promise<CheckedServer> {
  const parsed = parseTarget(`https://${host}:${port}`);
  if (!parsed.ok) return { ok: false, why: `${host} is not a host name or address.` };
  const { target } = parsed;
  const guard = createGuard(policy, own);
  const seen = guard.atSight(target, true);
  const isName = seen === undefined && !isLiteral(target);
  const addresses = isName ? await resolve(target.hostname) : [target.hostname];
  const refusal = seen ?? guard.judge(target, addresses, true);
  if (refusal === undefined) return { ok: true, addresses };
  const { text, hint } = refusal;
  return { ok: false, why: hint === undefined ? text : `${text} ${hint}` };
}
