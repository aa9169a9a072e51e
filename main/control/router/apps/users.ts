import type { EngineSurface } from '../../engine-surface.ts';
import type { RouterBase } from '../base.ts';

export function usersRouter({ on }: RouterBase, users: EngineSurface['users']) {
  const { users: os } = on;
  return os.router({
    list: os.list.handler(({ input, signal }) => users.list(input, signal)),
    create: os.create.handler(({ input, signal }) => users.create(input, signal)),
    update: os.update.handler(({ input, signal }) => users.update(input, signal)),
    remove: os.remove.handler(({ input, signal }) => users.remove(input, signal)),
    addApiKey: os.addApiKey.handler(({ input, signal }) => users.addApiKey(input, signal)),
    removeApiKey: os.removeApiKey.handler(({ input, signal }) => users.removeApiKey(input, signal)),
    issueToken: os.issueToken.handler(({ input, signal }) => users.issueToken(input, signal)),
  });
}
