import type { EngineSurface } from '../../engine-surface.ts';
import type { RouterBase } from '../base.ts';

export function secretsRouter({ on }: RouterBase, secrets: EngineSurface['secrets']) {
  const { secrets: os } = on;
  return os.router({
    list: os.list.handler(({ input, signal }) => secrets.list(input, signal)),
    put: os.put.handler(({ input, signal }) => secrets.put(input, signal)),
    remove: os.remove.handler(({ input, signal }) => secrets.remove(input, signal)),
  });
}
