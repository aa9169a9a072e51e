import type { EngineSurface } from '../engine-surface.ts';
import type { RouterBase } from './base.ts';

export function tracesRouter({ on }: RouterBase, traces: EngineSurface['traces']) {
  const { traces: os } = on;
  return os.router({
    get: os.get.handler(({ input, signal }) => traces.get(input, signal)),
    ofDelivery: os.ofDelivery.handler(({ input, signal }) => traces.ofDelivery(input, signal)),
  });
}
