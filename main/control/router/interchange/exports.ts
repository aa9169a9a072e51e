import type { EngineSurface } from '../../engine-surface.ts';
import type { RouterBase } from '../base.ts';

export function exportsRouter({ on, relay }: RouterBase, exports: EngineSurface['exports']) {
  const { exports: os } = on;
  return os.router({
    preview: os.preview.handler(({ input, signal }) => exports.preview(input, signal)),
    create: os.create.handler(({ input, signal }) => exports.create(input, signal)),
    list: os.list.handler(({ signal }) => exports.list(undefined, signal)),
    get: os.get.handler(({ input, signal }) => exports.get(input, signal)),
    cancel: os.cancel.handler(({ input, signal }) => exports.cancel(input, signal)),
    remove: os.remove.handler(({ input, signal }) => exports.remove(input, signal)),
    file: os.file.handler(({ input, signal }) => exports.file(input, signal)),
    live: os.live.handler(({ input, signal }) => relay(exports.live(input, signal))),
  });
}
