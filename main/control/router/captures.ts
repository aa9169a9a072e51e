import type { EngineSurface } from '../engine-surface.ts';
import { untilStop, type RouterBase } from './base.ts';
import { placeOf, withPlaces } from './places.ts';

export function capturesRouter({ on, relay }: RouterBase, captures: EngineSurface['captures']) {
  const { captures: os } = on;
  return os.router({
    list: os.list.handler(({ input, signal }) => captures.list(input, signal)),
    count: os.count.handler(({ input, signal }) => captures.count(input, signal)),
    histogram: os.histogram.handler(({ input, signal }) => captures.histogram(input, signal)),
    groups: os.groups.handler(({ input, signal }) => captures.groups(input, signal)),
    problemsOf: os.problemsOf.handler(({ input, signal }) => captures.problemsOf(input, signal)),
    complete: os.complete.handler(({ input, signal }) => captures.complete(input, signal)),
    get: os.get.handler(({ input, signal }) => captures.get(input, signal)),
    body: os.body.handler(({ input, signal }) => captures.body(input, signal)),
    decodedBody: os.decodedBody.handler(({ input, signal }) => captures.decodedBody(input, signal)),
    pin: os.pin.handler(({ input, signal }) => captures.pin(input, signal)),
    annotate: os.annotate.handler(({ input, signal }) => captures.annotate(input, signal)),
    remove: os.remove.handler(({ input, signal }) => captures.remove(input, signal)),
    removeMany: os.removeMany.handler(({ input, signal }) => captures.removeMany(input, signal)),
    removeFound: os.removeFound.handler(({ input, signal }) => captures.removeFound(input, signal)),
    gone: os.gone.handler(({ input, signal }) => captures.gone(input, signal)),
    undo: os.undo.handler(({ input, signal }) => captures.undo(input, signal)),
    sample: os.sample.handler(({ signal }) => captures.sample(undefined, signal)),
    mark: os.mark.handler(({ signal }) => captures.mark(undefined, signal)),
    wait: os.wait.handler(({ input, signal, context }) =>
      captures.wait(input, untilStop(signal, context)),
    ),
    waitFor: os.waitFor.handler(({ input, signal, context }) =>
      captures.waitFor(input, untilStop(signal, context)),
    ),
    live: os.live.handler(({ input, signal, lastEventId }) => {
      const since = placeOf(lastEventId) ?? input.since;
      return withPlaces(relay(captures.live({ ...input, since }, signal)));
    }),
  });
}
