import type { EngineSurface } from '../../engine-surface.ts';
import type { RouterBase } from '../base.ts';

export function servicesRouter({ on, relay }: RouterBase, services: EngineSurface['services']) {
  const { services: os } = on;
  return os.router({
    list: os.list.handler(({ input, signal }) => services.list(input, signal)),
    save: os.save.handler(({ input, signal }) => services.save(input, signal)),
    remove: os.remove.handler(({ input, signal }) => services.remove(input, signal)),
    saveSettings: os.saveSettings.handler(({ input, signal }) =>
      services.saveSettings(input, signal),
    ),
    saveRule: os.saveRule.handler(({ input, signal }) => services.saveRule(input, signal)),
    removeRule: os.removeRule.handler(({ input, signal }) => services.removeRule(input, signal)),
    tryExpression: os.tryExpression.handler(({ input, signal }) =>
      services.tryExpression(input, signal),
    ),
    outbox: os.outbox.handler(({ input, signal }) => services.outbox(input, signal)),
    clearOutbox: os.clearOutbox.handler(({ input, signal }) => services.clearOutbox(input, signal)),
    outboxLive: os.outboxLive.handler(({ signal }) =>
      relay(services.outboxLive(undefined, signal)),
    ),
    stubs: os.stubs.handler(({ input, signal }) => services.stubs(input, signal)),
    saveStub: os.saveStub.handler(({ input, signal }) => services.saveStub(input, signal)),
    removeStub: os.removeStub.handler(({ input, signal }) => services.removeStub(input, signal)),
  });
}
