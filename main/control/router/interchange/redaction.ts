import type { EngineSurface } from '../../engine-surface.ts';
import type { RouterBase } from '../base.ts';

export function redactionRouter({ on }: RouterBase, redaction: EngineSurface['redaction']) {
  const { redaction: os } = on;
  return os.router({
    list: os.list.handler(({ signal }) => redaction.list(undefined, signal)),
    save: os.save.handler(({ input, signal }) => redaction.save(input, signal)),
    remove: os.remove.handler(({ input, signal }) => redaction.remove(input, signal)),
    try: os.try.handler(({ input, signal }) => redaction.try(input, signal)),
  });
}
