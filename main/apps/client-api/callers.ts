import type { Asked, AskedByUser } from './asked.ts';
import { atOf, bearerOf } from './incoming.ts';
import type { ClientApiParts, ClientApp } from './client-app.ts';
import { CallRefused, invalidSession } from './refusal.ts';

/** Who calls: the app and the user that a token stands for. */
export function createCallers(parts: ClientApiParts) {
  /** The app of a call whose path names none: its token does. */
  function appOfToken(token: string | null): ClientApp | undefined {
    if (token === null) return undefined;
    const claimed = parts.tokens.claimedApp(token);
    if (claimed !== undefined) return parts.apps.byId(claimed);
    const session = parts.sessions.byRefreshToken(token);
    return session && parts.apps.byId(session.app_id);
  }

  /** @throws CallRefused InvalidSession, UserDisabled */
  async function userOf(asked: Asked, needs: 'access' | 'refresh'): Promise<AskedByUser> {
    asked.stages.at('authenticate');
    const token = tokenOf(asked);
    if (token === null) throw invalidSession();
    const { app } = asked;
    let at: { userId: string; sessionId: string; deviceId: string } | undefined;
    if (needs === 'access') {
      const claims = await parts.tokens.read(app.id, token);
      // Ended meanwhile: the token itself would still be good.
      if (claims !== undefined && parts.sessions.get(claims.sessionId) !== undefined) at = claims;
    } else {
      const session = parts.sessions.byRefreshToken(token);
      if (session === undefined) throw noSession(needs);
      if (session.app_id === app.id)
        at = { userId: session.user_id, sessionId: session.id, deviceId: session.device_id };
    }
    const found = at && parts.users.find(app.id, at.userId);
    if (at === undefined || found === undefined) throw invalidSession();
    if (found.disabled) throw new CallRefused('UserDisabled', 'user is disabled');
    asked.notes.user = found.user;
    asked.pass('Session', `${needs} token of ${found.user.id}`);
    const custom_data = needs === 'access' ? await parts.customData(app.id, at.userId) : {};
    return { ...asked, ...at, user: { ...found.user, custom_data } };
  }

  return { appOfToken, userOf };
}

/** The words by which a library knows at its log-out that the session was over already. */
export const noSession = (needs: 'nothing' | 'access' | 'refresh' = 'nothing'): CallRefused =>
  invalidSession(needs === 'refresh' ? 'failed to find refresh token' : '');

const tokenOf = ({ incoming, call }: Asked): string | null =>
  bearerOf(incoming) ?? (call.route?.name === 'stream' ? atOf(call.query) : null);
