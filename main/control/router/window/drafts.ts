import type { EngineSurface } from '../../engine-surface.ts';
import type { RouterBase } from '../base.ts';

export function draftsRouter({ on }: RouterBase, drafts: EngineSurface['drafts']) {
  const { drafts: os } = on;
  return os.router({
    list: os.list.handler(({ signal }) => drafts.list(undefined, signal)),
    get: os.get.handler(({ input, signal }) => drafts.get(input, signal)),
    put: os.put.handler(({ input, signal }) => drafts.put(input, signal)),
    remove: os.remove.handler(({ input, signal }) => drafts.remove(input, signal)),
  });
}
