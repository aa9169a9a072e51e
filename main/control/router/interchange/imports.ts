import { BackstitchError } from '../../../lib/errors.ts';
import type { EngineSurface } from '../../engine-surface.ts';
import type { CallContext, RouterBase } from '../base.ts';

export function importsRouter({ on, relay }: RouterBase, imports: EngineSurface['imports']) {
  const { imports: os } = on;
  return os.router({
    upload: os.upload.handler(({ input, signal }) => imports.upload(input, signal)),
    fromPath: os.fromPath.handler(({ input, signal, context }) => {
      refusePages(context);
      return imports.fromPath(input, signal);
    }),
    list: os.list.handler(({ signal }) => imports.list(undefined, signal)),
    get: os.get.handler(({ input, signal }) => imports.get(input, signal)),
    apply: os.apply.handler(({ input, signal }) => imports.apply(input, signal)),
    cancel: os.cancel.handler(({ input, signal }) => imports.cancel(input, signal)),
    live: os.live.handler(({ input, signal }) => relay(imports.live(input, signal))),
    undo: os.undo.handler(({ input, signal }) => imports.undo(input, signal)),
    remove: os.remove.handler(({ input, signal }) => imports.remove(input, signal)),
  });
}

/** A page in a browser must not read files of this machine, and other servers are sent its cookie. */
function refusePages({ byCookie, session }: CallContext): void {
  if (byCookie !== true && session === undefined) return;
  throw new BackstitchError('FORBIDDEN', 'A page in a browser may not read files by their path.', {
    hint: 'Upload the file, or use backstitch import.',
  });
}
