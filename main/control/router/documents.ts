import type { EngineSurface } from '../engine-surface.ts';
import type { RouterBase } from './base.ts';

export function documentsRouter({ on }: RouterBase, documents: EngineSurface['documents']) {
  const { documents: os } = on;
  return os.router({
    overview: os.overview.handler(({ input, signal }) => documents.overview(input, signal)),
    read: os.read.handler(({ input, signal }) => documents.read(input, signal)),
    save: os.save.handler(({ input, signal }) => documents.save(input, signal)),
    remove: os.remove.handler(({ input, signal }) => documents.remove(input, signal)),
  });
}
