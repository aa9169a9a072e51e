import { createGuard } from '../../../outbound/guard/guard.ts';
import { DELIVERIES, ENGINES } from '../../../outbound/guard/policies.ts';
import { createPool } from '../../../outbound/pool.ts';
import { systemResolve, withDeadline } from '../../../outbound/resolve.ts';
import type { DeliveryParts } from '../../delivery-parts.ts';
import type { KeptDestination } from '../../store/destination-store.ts';
import type { AttemptParts } from '../attempt.ts';
import { engineTransport } from './engine.ts';
import { createEngineConnections } from './engine-connections.ts';
import { engineOpener } from './engine-opener.ts';
import { httpTransport } from './http.ts';

/** How attempts leave: over HTTP, or over a connection to an event engine. Both are kept open between attempts. */
export function openWaysOut(parts: DeliveryParts) {
  const { clock, installId, version } = parts;
  const guard = createGuard(DELIVERIES, parts);
  const guards = { http: guard, engines: createGuard(ENGINES, parts) };
  const pool = createPool();
  const resolve = withDeadline(parts.lookup ?? systemResolve, clock);
  const overHttp = httpTransport({ clock, resolve, pool, guard, version, installId });
  const openEngine = engineOpener({ guards, resolve, clock, load: parts.load });
  const connections = createEngineConnections(clock, openEngine);
  const overEngine = engineTransport({ clock, installId, connections });
  const attempt: AttemptParts = {
    clock,
    transportOf: ({ settings }: KeptDestination) =>
      settings.kind === 'http' ? overHttp : overEngine,
    captureBody: parts.captures.bytes,
  };
  return {
    guards,
    resolve,
    openEngine,
    /** What an attempt needs. */
    attempt,
    /** A destination is another now: its connection is made again. */
    changed: connections.changed,
    async [Symbol.asyncDispose](): Promise<void> {
      await connections[Symbol.asyncDispose]();
      pool[Symbol.dispose]();
    },
  };
}
