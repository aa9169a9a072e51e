import type { EngineSurface } from '../engine-surface.ts';
import { type RouterBase, untilStop } from './base.ts';

export function expectationsRouter(
  { on }: RouterBase,
  expectations: EngineSurface['expectations'],
) {
  const { expectations: os } = on;
  return os.router({
    check: os.check.handler(({ input, signal, context }) =>
      expectations.check(input, untilStop(signal, context)),
    ),
    list: os.list.handler(({ signal }) => expectations.list(undefined, signal)),
    get: os.get.handler(({ input, signal }) => expectations.get(input, signal)),
    save: os.save.handler(({ input, signal }) => expectations.save(input, signal)),
    rename: os.rename.handler(({ input, signal }) => expectations.rename(input, signal)),
    mistakes: os.mistakes.handler(({ input, signal }) => expectations.mistakes(input, signal)),
    remove: os.remove.handler(({ input, signal }) => expectations.remove(input, signal)),
  });
}
