import type { EngineSurface } from '../../engine-surface.ts';
import type { RouterBase } from '../base.ts';

export function functionsRouter({ on, relay }: RouterBase, functions: EngineSurface['functions']) {
  const { functions: os } = on;
  return os.router({
    list: os.list.handler(({ input, signal }) => functions.list(input, signal)),
    get: os.get.handler(({ input, signal }) => functions.get(input, signal)),
    save: os.save.handler(({ input, signal }) => functions.save(input, signal)),
    saveLimits: os.saveLimits.handler(({ input, signal }) => functions.saveLimits(input, signal)),
    remove: os.remove.handler(({ input, signal }) => functions.remove(input, signal)),
    try: os.try.handler(({ input, signal }) => functions.try(input, signal)),
    find: os.find.handler(({ input, signal }) => functions.find(input, signal)),
    compare: os.compare.handler(({ input, signal }) => relay(functions.compare(input, signal))),
    runs: os.runs.handler(({ input, signal }) => functions.runs(input, signal)),
    run: os.run.handler(({ input, signal }) => functions.run(input, signal)),
    runOf: os.runOf.handler(({ input, signal }) => functions.runOf(input, signal)),
  });
}
