import type { EngineSurface } from '../engine-surface.ts';
import type { RouterBase } from './base.ts';

export function systemRouter({ on, relay }: RouterBase, system: EngineSurface['system']) {
  const { system: os } = on;
  return os.router({
    health: os.health.handler(({ signal }) => system.health(undefined, signal)),
    status: os.status.handler(({ signal }) => system.status(undefined, signal)),
    live: os.live.handler(({ signal }) => relay(system.live(undefined, signal))),
    changes: os.changes.handler(({ signal }) => relay(system.changes(undefined, signal))),
    settings: os.settings.handler(({ signal }) => system.settings(undefined, signal)),
    limitsEffect: os.limitsEffect.handler(({ input, signal }) =>
      system.limitsEffect(input, signal),
    ),
    storage: os.storage.handler(({ signal }) => system.storage(undefined, signal)),
    compact: os.compact.handler(({ signal }) => system.compact(undefined, signal)),
    stopCompact: os.stopCompact.handler(({ signal }) => system.stopCompact(undefined, signal)),
    openFolder: os.openFolder.handler(({ signal }) => system.openFolder(undefined, signal)),
    diagnostics: os.diagnostics.handler(({ signal }) => system.diagnostics(undefined, signal)),
    saveSettings: os.saveSettings.handler(({ input, signal }) =>
      system.saveSettings(input, signal),
    ),
  });
}
