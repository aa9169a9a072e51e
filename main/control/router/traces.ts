import type { EngineSurface } from '../engine-surface.ts';
import type { RouterBase } from './base.ts';

export function tracesRouter({ on }: RouterBase, traces: EngineSurface['traces']) {
  const { traces: os } = on;
  return os.router({
    get: os.get.handler(({ input, signal }) => traces.get(input, signal)),
    ofDelivery: os.ofDelivery.handler(({ input, signal }) => traces.ofDelivery(input, signal)),
    otlp: os.otlp.handler(({ input, signal }) => traces.otlp(input, signal)),
    otlpOfDelivery: os.otlpOfDelivery.handler(({ input, signal }) =>
      traces.otlpOfDelivery(input, signal),
    ),
  });
}

export function traceExportRouter({ on }: RouterBase, traceExport: EngineSurface['traceExport']) {
  const { traceExport: os } = on;
  return os.router({
    get: os.get.handler(({ signal }) => traceExport.get(undefined, signal)),
    put: os.put.handler(({ input, signal }) => traceExport.put(input, signal)),
    test: os.test.handler(({ input, signal }) => traceExport.test(input, signal)),
  });
}
