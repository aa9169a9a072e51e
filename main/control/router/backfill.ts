import type { EngineSurface } from '../engine-surface.ts';
import type { RouterBase } from './base.ts';

export function backfillRouter({ on, relay }: RouterBase, backfill: EngineSurface['backfill']) {
  const { backfill: os } = on;
  return os.router({
    providers: os.providers.handler(({ signal }) => backfill.providers(undefined, signal)),
    sources: os.sources.handler(({ signal }) => backfill.sources(undefined, signal)),
    createSource: os.createSource.handler(({ input, signal }) =>
      backfill.createSource(input, signal),
    ),
    updateSource: os.updateSource.handler(({ input, signal }) =>
      backfill.updateSource(input, signal),
    ),
    removeSource: os.removeSource.handler(({ input, signal }) =>
      backfill.removeSource(input, signal),
    ),
    testSource: os.testSource.handler(({ input, signal }) => backfill.testSource(input, signal)),
    away: os.away.handler(({ input, signal }) => backfill.away(input, signal)),
    scan: os.scan.handler(({ input, signal }) => backfill.scan(input, signal)),
    scans: os.scans.handler(({ signal }) => backfill.scans(undefined, signal)),
    getScan: os.getScan.handler(({ input, signal }) => backfill.getScan(input, signal)),
    items: os.items.handler(({ input, signal }) => backfill.items(input, signal)),
    act: os.act.handler(({ input, signal }) => backfill.act(input, signal)),
    cancel: os.cancel.handler(({ input, signal }) => backfill.cancel(input, signal)),
    live: os.live.handler(({ signal }) => relay(backfill.live(undefined, signal))),
  });
}
