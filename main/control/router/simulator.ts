import type { EngineSurface } from '../engine-surface.ts';
import type { RouterBase } from './base.ts';

export function simulatorRouter({ on, relay }: RouterBase, simulator: EngineSurface['simulator']) {
  const { simulator: os } = on;
  return os.router({
    preview: os.preview.handler(({ input, signal }) => simulator.preview(input, signal)),
    start: os.start.handler(({ input, signal }) => simulator.start(input, signal)),
    list: os.list.handler(({ signal }) => simulator.list(undefined, signal)),
    get: os.get.handler(({ input, signal }) => simulator.get(input, signal)),
    events: os.events.handler(({ input, signal }) => simulator.events(input, signal)),
    cancel: os.cancel.handler(({ input, signal }) => simulator.cancel(input, signal)),
    live: os.live.handler(({ input, signal }) => relay(simulator.live(input, signal))),
  });
}
