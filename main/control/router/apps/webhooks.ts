import type { EngineSurface } from '../../engine-surface.ts';
import type { RouterBase } from '../base.ts';

export function webhooksRouter({ on }: RouterBase, webhooks: EngineSurface['webhooks']) {
  const { webhooks: os } = on;
  return os.router({
    list: os.list.handler(({ input, signal }) => webhooks.list(input, signal)),
    get: os.get.handler(({ input, signal }) => webhooks.get(input, signal)),
    save: os.save.handler(({ input, signal }) => webhooks.save(input, signal)),
    saveLimits: os.saveLimits.handler(({ input, signal }) => webhooks.saveLimits(input, signal)),
    remove: os.remove.handler(({ input, signal }) => webhooks.remove(input, signal)),
    endpoints: os.endpoints.handler(({ input, signal }) => webhooks.endpoints(input, signal)),
    saveEndpoints: os.saveEndpoints.handler(({ input, signal }) =>
      webhooks.saveEndpoints(input, signal),
    ),
    saveEndpoint: os.saveEndpoint.handler(({ input, signal }) =>
      webhooks.saveEndpoint(input, signal),
    ),
    removeEndpoint: os.removeEndpoint.handler(({ input, signal }) =>
      webhooks.removeEndpoint(input, signal),
    ),
    convert: os.convert.handler(({ input, signal }) => webhooks.convert(input, signal)),
    outcomeOf: os.outcomeOf.handler(({ input, signal }) => webhooks.outcomeOf(input, signal)),
  });
}
