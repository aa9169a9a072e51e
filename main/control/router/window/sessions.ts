import { BackstitchError } from '../../../lib/errors.ts';
import type { EngineSurface } from '../../engine-surface.ts';
import type { CallContext, RouterBase } from '../base.ts';

export function sessionsRouter({ on }: RouterBase, sessions: EngineSurface['sessions']) {
  const { sessions: os } = on;
  return os.router({
    list: os.list.handler(async ({ signal, context }) => {
      refuseCookies(context);
      const all = await sessions.list(undefined, signal);
      return all.map((session) => ({ ...session, current: session.id === context.session }));
    }),
    revoke: os.revoke.handler(({ input, signal, context }) => {
      refuseCookies(context);
      return sessions.revoke(input, signal);
    }),
    mint: os.mint.handler(({ input, signal, context }) => {
      refuseCookies(context);
      return sessions.mint(input, signal);
    }),
  });
}

/** Other servers of this machine are sent the cookie: it must not be enough for another one. */
function refuseCookies({ byCookie }: CallContext): void {
  if (byCookie !== true) return;
  throw new BackstitchError('FORBIDDEN', 'Over REST, sessions are for scripts with the token.');
}
