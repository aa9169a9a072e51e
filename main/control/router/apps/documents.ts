import type { EngineSurface } from '../../engine-surface.ts';
import type { RouterBase } from '../base.ts';

export function documentsRouter({ on }: RouterBase, documents: EngineSurface['documents']) {
  const { documents: os } = on;
  return os.router({
    overview: os.overview.handler(({ input, signal }) => documents.overview(input, signal)),
    read: os.read.handler(({ input, signal }) => documents.read(input, signal)),
    save: os.save.handler(({ input, signal }) => documents.save(input, signal)),
    insert: os.insert.handler(({ input, signal }) => documents.insert(input, signal)),
    update: os.update.handler(({ input, signal }) => documents.update(input, signal)),
    removeFound: os.removeFound.handler(({ input, signal }) =>
      documents.removeFound(input, signal),
    ),
    import: os.import.handler(({ input, signal }) => documents.import(input, signal)),
    export: os.export.handler(({ input, signal }) => documents.export(input, signal)),
    remove: os.remove.handler(({ input, signal }) => documents.remove(input, signal)),
  });
}
