import type { ReplayTarget } from '../../preload/contract/replay-request.ts';
import type { CaptureForReplay } from './edit.ts';

/**
 * What an edit is laid over where there is no capture: an empty POST to `/`. A request made from
 * nothing is then treated like any replay, its guards included.
 *
 * @param endpointAt the endpoint of the intake that takes a request, whose sender signs it
 */
export function fromNothing(
  to: ReplayTarget,
  edit: { method?: string | undefined; target?: string | undefined },
  endpointAt: (method: string, target: string) => string | null,
): CaptureForReplay {
  const { method = 'POST', target = '/' } = edit;
  return {
    id: null,
    method: 'POST',
    target: '/',
    headers: [],
    body: { kind: 'memory', bytes: Buffer.alloc(0) },
    status: null,
    endpointId: to.kind === 'intake' ? endpointAt(method.toUpperCase(), target) : null,
    provider: null,
    viaTunnel: false,
    remoteAddress: '127.0.0.1',
    reportedClient: null,
    cut: false,
  };
}
