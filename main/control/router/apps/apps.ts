import type { EngineSurface } from '../../engine-surface.ts';
import type { RouterBase } from '../base.ts';

export function appsRouter({ on, relay }: RouterBase, apps: EngineSurface['apps']) {
  const { apps: os } = on;
  return os.router({
    list: os.list.handler(({ signal }) => apps.list(undefined, signal)),
    create: os.create.handler(({ input, signal }) => apps.create(input, signal)),
    preview: os.preview.handler(({ input, signal }) => apps.preview(input, signal)),
    import: os.import.handler(({ input, signal }) => apps.import(input, signal)),
    previewZip: os.previewZip.handler(({ input, signal }) => apps.previewZip(input, signal)),
    importZip: os.importZip.handler(({ input, signal }) => apps.importZip(input, signal)),
    importSample: os.importSample.handler(({ signal }) => apps.importSample(undefined, signal)),
    export: os.export.handler(({ input, signal }) => apps.export(input, signal)),
    exportZip: os.exportZip.handler(({ input, signal }) => apps.exportZip(input, signal)),
    remove: os.remove.handler(({ input, signal }) => apps.remove(input, signal)),
    undoRemove: os.undoRemove.handler(({ input, signal }) => apps.undoRemove(input, signal)),
    report: os.report.handler(({ input, signal }) => apps.report(input, signal)),
    watch: os.watch.handler(({ input, signal }) => apps.watch(input, signal)),
    saveSettings: os.saveSettings.handler(({ input, signal }) => apps.saveSettings(input, signal)),
    saveEnvironment: os.saveEnvironment.handler(({ input, signal }) =>
      apps.saveEnvironment(input, signal),
    ),
    auth: os.auth.handler(({ input, signal }) => apps.auth(input, signal)),
    saveAuthProvider: os.saveAuthProvider.handler(({ input, signal }) =>
      apps.saveAuthProvider(input, signal),
    ),
    removeAuthProvider: os.removeAuthProvider.handler(({ input, signal }) =>
      apps.removeAuthProvider(input, signal),
    ),
    live: os.live.handler(({ signal }) => relay(apps.live(undefined, signal))),
  });
}
