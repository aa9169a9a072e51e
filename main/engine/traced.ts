import { openTraces } from '../trace/trace.ts';
import type { Rooms } from './rooms.ts';

type Parts = Pick<
  Rooms,
  'captures' | 'apps' | 'deliveries' | 'replays' | 'integrations' | 'installId'
>;

/** Traces, put together of what the rooms keep: they do not know each other, the engine does. */
export function tracesOf({ captures, apps, deliveries, replays, integrations, installId }: Parts) {
  return openTraces({
    installId,
    rowIdOf: captures.rowIdOf,
    async capture(id) {
      await captures.settled(id);
      return captures.get({ id });
    },
    run: (id) => apps.surfaces.functions.runOf({ id }),
    async load(id) {
      const load = await integrations.surfaces.integrations.ofCapture({ id });
      return load && { ...load, rejects: load.rejects.length };
    },
    deliveries: deliveries.traceOf,
    delivery: deliveries.traced,
    replays: (id) => replays.ofCapture({ id }),
  });
}
