import type { EngineSurface } from '../../engine-surface.ts';
import type { RouterBase } from '../base.ts';

export function noticesRouter({ on, relay }: RouterBase, notices: EngineSurface['notices']) {
  const { notices: os } = on;
  return os.router({
    list: os.list.handler(({ input, signal }) => notices.list(input, signal)),
    read: os.read.handler(({ input, signal }) => notices.read(input, signal)),
    live: os.live.handler(({ signal }) => relay(notices.live(undefined, signal))),
  });
}

export function prefsRouter({ on, relay }: RouterBase, prefs: EngineSurface['prefs']) {
  const { prefs: os } = on;
  return os.router({
    get: os.get.handler(({ input, signal }) => prefs.get(input, signal)),
    put: os.put.handler(({ input, signal }) => prefs.put(input, signal)),
    live: os.live.handler(({ signal }) => relay(prefs.live(undefined, signal))),
  });
}
