import type { EngineSurface } from '../engine-surface.ts';
import type { RouterBase } from './base.ts';

export function sessionsRouter({ on }: RouterBase, sessions: EngineSurface['sessions']) {
  const { sessions: os } = on;
  return os.router({
    list: os.list.handler(({ signal }) => sessions.list(undefined, signal)),
    revoke: os.revoke.handler(({ input, signal }) => sessions.revoke(input, signal)),
    issueLoginUrl: os.issueLoginUrl.handler(({ signal }) =>
      sessions.issueLoginUrl(undefined, signal),
    ),
  });
}
