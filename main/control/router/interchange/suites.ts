import type { EngineSurface } from '../../engine-surface.ts';
import type { RouterBase } from '../base.ts';

export function suitesRouter({ on, relay }: RouterBase, suites: EngineSurface['suites']) {
  const { suites: os } = on;
  return os.router({
    start: os.start.handler(({ input, signal }) => suites.start(input, signal)),
    runs: os.runs.handler(({ signal }) => suites.runs(undefined, signal)),
    run: os.run.handler(({ input, signal }) => suites.run(input, signal)),
    cases: os.cases.handler(({ input, signal }) => suites.cases(input, signal)),
    case: os.case.handler(({ input, signal }) => suites.case(input, signal)),
    cancel: os.cancel.handler(({ input, signal }) => suites.cancel(input, signal)),
    live: os.live.handler(({ signal }) => relay(suites.live(undefined, signal))),
    list: os.list.handler(({ signal }) => suites.list(undefined, signal)),
    get: os.get.handler(({ input, signal }) => suites.get(input, signal)),
    save: os.save.handler(({ input, signal }) => suites.save(input, signal)),
    update: os.update.handler(({ input, signal }) => suites.update(input, signal)),
    remove: os.remove.handler(({ input, signal }) => suites.remove(input, signal)),
    secrets: os.secrets.handler(({ input, signal }) => suites.secrets(input, signal)),
    export: os.export.handler(({ input, signal }) => suites.export(input, signal)),
    import: os.import.handler(({ input, signal }) => suites.import(input, signal)),
  });
}
