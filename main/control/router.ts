import type { Log } from '../lib/log.ts';
import type { EngineSurface } from './engine-surface.ts';
import { routerBase } from './router/base.ts';
import { capturesRouter } from './router/captures.ts';
import { endpointsRouter } from './router/endpoints.ts';
import { replaysRouter } from './router/replays.ts';
import { systemRouter } from './router/system.ts';
import { tunnelRouter } from './router/tunnel.ts';

export type EngineRouter = ReturnType<typeof createRouter>;

/** The contract implemented by the engine; every transport serves this one router. */
export function createRouter(surface: EngineSurface, log: Log) {
  const base = routerBase(log);
  return base.on.router({
    captures: capturesRouter(base, surface.captures),
    endpoints: endpointsRouter(base, surface.endpoints),
    replays: replaysRouter(base, surface.replays),
    system: systemRouter(base, surface.system),
    tunnel: tunnelRouter(base, surface.tunnel),
  });
}
