import type { EngineSurface } from '../engine-surface.ts';
import type { RouterBase } from './base.ts';

export function viewsRouter({ on, relay }: RouterBase, views: EngineSurface['views']) {
  const { views: os } = on;
  return os.router({
    list: os.list.handler(({ signal }) => views.list(undefined, signal)),
    save: os.save.handler(({ input, signal }) => views.save(input, signal)),
    remove: os.remove.handler(({ input, signal }) => views.remove(input, signal)),
    move: os.move.handler(({ input, signal }) => views.move(input, signal)),
    live: os.live.handler(({ signal }) => relay(views.live(undefined, signal))),
  });
}
