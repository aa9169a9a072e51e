import type { EngineSurface } from '../../engine-surface.ts';
import type { RouterBase } from '../base.ts';

export function searchRouter({ on }: RouterBase, search: EngineSurface['search']) {
  const { search: os } = on;
  return os.router({
    everything: os.everything.handler(({ input, signal }) => search.everything(input, signal)),
  });
}
