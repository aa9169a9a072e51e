import type { EngineSurface } from '../../engine-surface.ts';
import type { RouterBase } from '../base.ts';

export function packagesRouter({ on }: RouterBase, packages: EngineSurface['packages']) {
  const { packages: os } = on;
  return os.router({
    list: os.list.handler(({ input, signal }) => packages.list(input, signal)),
    versions: os.versions.handler(({ input, signal }) => packages.versions(input, signal)),
    install: os.install.handler(({ input, signal }) => packages.install(input, signal)),
    remove: os.remove.handler(({ input, signal }) => packages.remove(input, signal)),
  });
}
