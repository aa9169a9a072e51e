import type { ReplayTarget } from '../../../../preload/contract/replay-request.ts';
import type { EndpointId } from '../../../../preload/contract/shapes.ts';
import { api } from '../../../api/client.ts';

const sentTo = new Map<EndpointId | null, ReplayTarget>();

/** Notes where a capture of an endpoint was sent to in this window. */
export function rememberTarget(endpointId: EndpointId | null, to: ReplayTarget): void {
  sentTo.set(endpointId, to);
}

/** Where captures of an endpoint were sent to last: in this window, else ever; else the intake. */
export async function lastTarget(endpointId: EndpointId | null): Promise<ReplayTarget> {
  const here = sentTo.get(endpointId);
  if (here !== undefined) return here;
  const [url] = await api.replays.targets(endpointId === null ? {} : { endpointId });
  return url === undefined ? { kind: 'intake' } : { kind: 'url', url };
}
