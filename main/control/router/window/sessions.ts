import type { EngineSurface } from '../../engine-surface.ts';
import { refuseCookies, type RouterBase } from '../base.ts';

export function sessionsRouter({ on }: RouterBase, sessions: EngineSurface['sessions']) {
  const { sessions: os } = on;
  return os.router({
    list: os.list.handler(async ({ signal, context }) => {
      refuseCookies(context, 'sessions');
      const all = await sessions.list(undefined, signal);
      return all.map((session) => ({ ...session, current: session.id === context.session }));
    }),
    revoke: os.revoke.handler(({ input, signal, context }) => {
      refuseCookies(context, 'sessions');
      return sessions.revoke(input, signal);
    }),
    mint: os.mint.handler(({ input, signal, context }) => {
      refuseCookies(context, 'sessions');
      return sessions.mint(input, signal);
    }),
  });
}
