import type { EngineSurface } from '../engine-surface.ts';
import type { RouterBase } from './base.ts';

export function tunnelRouter({ on, relay }: RouterBase, tunnel: EngineSurface['tunnel']) {
  const { tunnel: os } = on;
  return os.router({
    get: os.get.handler(({ signal }) => tunnel.get(undefined, signal)),
    put: os.put.handler(({ input, signal }) => tunnel.put(input, signal)),
    dismissNotice: os.dismissNotice.handler(({ signal }) =>
      tunnel.dismissNotice(undefined, signal),
    ),
    outages: os.outages.handler(({ input, signal }) => tunnel.outages(input, signal)),
    programs: os.programs.handler(({ signal }) => tunnel.programs(undefined, signal)),
    live: os.live.handler(({ signal }) => relay(tunnel.live(undefined, signal))),
  });
}
