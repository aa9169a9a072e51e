import type { EngineSurface } from '../engine-surface.ts';
import type { RouterBase } from './base.ts';

export function eventsRouter({ on, relay }: RouterBase, events: EngineSurface['events']) {
  const { events: os } = on;
  return os.router({
    list: os.list.handler(({ input, signal }) => events.list(input, signal)),
    export: os.export.handler(({ input, signal }) => events.export(input, signal)),
    get: os.get.handler(({ input, signal }) => events.get(input, signal)),
    schema: os.schema.handler(({ input, signal }) => events.schema(input, signal)),
    pin: os.pin.handler(({ input, signal }) => events.pin(input, signal)),
    unpin: os.unpin.handler(({ input, signal }) => events.unpin(input, signal)),
    mute: os.mute.handler(({ input, signal }) => events.mute(input, signal)),
    validate: os.validate.handler(({ input, signal }) => events.validate(input, signal)),
    variants: os.variants.handler(({ input, signal }) => events.variants(input, signal)),
    rebuild: os.rebuild.handler(({ input, signal }) => events.rebuild(input, signal)),
    changes: os.changes.handler(({ input, signal }) => events.changes(input, signal)),
    judge: os.judge.handler(({ input, signal }) => events.judge(input, signal)),
    live: os.live.handler(({ signal }) => relay(events.live(undefined, signal))),
  });
}
