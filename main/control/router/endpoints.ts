import type { EngineSurface } from '../engine-surface.ts';
import type { RouterBase } from './base.ts';

export function endpointsRouter({ on, relay }: RouterBase, endpoints: EngineSurface['endpoints']) {
  const { endpoints: os } = on;
  return os.router({
    list: os.list.handler(({ signal }) => endpoints.list(undefined, signal)),
    create: os.create.handler(({ input, signal }) => endpoints.create(input, signal)),
    update: os.update.handler(({ input, signal }) => endpoints.update(input, signal)),
    remove: os.remove.handler(({ input, signal }) => endpoints.remove(input, signal)),
    removeMany: os.removeMany.handler(({ input, signal }) => endpoints.removeMany(input, signal)),
    restore: os.restore.handler(({ input, signal }) => endpoints.restore(input, signal)),
    switchMany: os.switchMany.handler(({ input, signal }) => endpoints.switchMany(input, signal)),
    facts: os.facts.handler(({ input, signal }) => endpoints.facts(input, signal)),
    move: os.move.handler(({ input, signal }) => endpoints.move(input, signal)),
    forwardTo: os.forwardTo.handler(({ input, signal }) => endpoints.forwardTo(input, signal)),
    resetFailures: os.resetFailures.handler(({ input, signal }) =>
      endpoints.resetFailures(input, signal),
    ),
    resetChaos: os.resetChaos.handler(({ input, signal }) => endpoints.resetChaos(input, signal)),
    live: os.live.handler(({ signal }) => relay(endpoints.live(undefined, signal))),
  });
}
