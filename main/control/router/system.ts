import type { EngineSurface } from '../engine-surface.ts';
import type { RouterBase } from './base.ts';

export function systemRouter({ on, relay }: RouterBase, system: EngineSurface['system']) {
  const { system: os } = on;
  return os.router({
    health: os.health.handler(({ signal }) => system.health(undefined, signal)),
    status: os.status.handler(({ signal }) => system.status(undefined, signal)),
    live: os.live.handler(({ signal }) => relay(system.live(undefined, signal))),
    settings: os.settings.handler(({ signal }) => system.settings(undefined, signal)),
    saveSettings: os.saveSettings.handler(({ input, signal }) =>
      system.saveSettings(input, signal),
    ),
  });
}
