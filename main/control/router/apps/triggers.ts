import type { EngineSurface } from '../../engine-surface.ts';
import type { RouterBase } from '../base.ts';

export function triggersRouter({ on }: RouterBase, triggers: EngineSurface['triggers']) {
  const { triggers: os } = on;
  return os.router({
    list: os.list.handler(({ input, signal }) => triggers.list(input, signal)),
    run: os.run.handler(({ input, signal }) => triggers.run(input, signal)),
  });
}
