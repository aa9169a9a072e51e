import type { EngineSurface } from '../engine-surface.ts';
import type { RouterBase } from './base.ts';

export function compareRouter({ on }: RouterBase, compare: EngineSurface['compare']) {
  const { compare: os } = on;
  return os.router({
    pair: os.pair.handler(({ input, signal }) => compare.pair(input, signal)),
    previous: os.previous.handler(({ input, signal }) => compare.previous(input, signal)),
    partners: os.partners.handler(({ input, signal }) => compare.partners(input, signal)),
    neighbour: os.neighbour.handler(({ input, signal }) => compare.neighbour(input, signal)),
    series: os.series.handler(({ input, signal }) => compare.series(input, signal)),
  });
}
