import type { EngineSurface } from '../../engine-surface.ts';
import type { RouterBase } from '../base.ts';

export function valuesRouter({ on }: RouterBase, values: EngineSurface['values']) {
  const { values: os } = on;
  return os.router({
    list: os.list.handler(({ input, signal }) => values.list(input, signal)),
    save: os.save.handler(({ input, signal }) => values.save(input, signal)),
    remove: os.remove.handler(({ input, signal }) => values.remove(input, signal)),
  });
}
