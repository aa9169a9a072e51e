import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Log } from '../lib/log.ts';
import { AGENT_PATH, type AgentHolder } from './agent-door.ts';
import { sendError, sendPage, setSafeHeaders } from './answer.ts';
import { type Access, bearerOf } from './auth.ts';
import type { Guard } from './guard.ts';
import { SIGNED_OUT, tryLogin } from './login.ts';
import { publicError, toPublicError } from './public-error.ts';
import type { createRest } from './rest/rest.ts';
import { refuseUpgrade, type Sockets } from './socket.ts';
import type { createStatic } from './static.ts';

export interface Callers {
  access: Access;
  guard: Guard;
  rest: ReturnType<typeof createRest>;
  page: ReturnType<typeof createStatic>;
  sockets: Sockets;
  agents: {
    /** Whose lasting token it is: it opens this room, and no other. */
    holderOf: (token: string) => AgentHolder | undefined;
    answer: (
      request: IncomingMessage,
      response: ServerResponse,
      holder?: AgentHolder,
    ) => Promise<void>;
  };
}

/** Takes every request and upgrade of a server past the guard and into its room. */
export function receiveCallers(server: Server, rooms: Callers, log: Log): void {
  const { access, guard, rest, page, sockets, agents } = rooms;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    setSafeHeaders(response);
    const stranger = guard.atTheDoor(request);
    if (stranger !== undefined) return sendError(response, stranger);
    if (tryLogin(request, response, access)) return;
    const path = pathOf(request);
    if (path === AGENT_PATH) {
      // By cookie, a page on another port of this machine could come in as the user.
      if (access.identify(request) === 'bearer') return agents.answer(request, response);
      const holder = agents.holderOf(bearerOf(request));
      if (holder === undefined) return sendError(response, NO_TOKEN());
      return agents.answer(request, response, holder);
    }
    const isApi = path === '/api' || path.startsWith('/api/');
    const refusal = guard.intoTheRoom(request, isApi ? 'api' : 'page');
    if (refusal?.code === 'UNAUTHORIZED' && !isApi) return sendPage(response, 401, SIGNED_OUT);
    if (refusal !== undefined) return sendError(response, refusal);
    if (isApi) return rest(request, response, path);
    return page(request, response);
  }

  server.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => {
      // Nobody is left to be told; a caller that goes away half way is no failure of ours.
      if (response.destroyed) return;
      sendError(response, toPublicError(error, log));
    });
  });

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // From here on the socket is ours, and an unheard reset of it would end the process.
    socket.on('error', () => socket.destroy());
    const refusal = guard.atTheDoor(request) ?? guard.intoTheRoom(request, 'socket');
    if (refusal !== undefined) return refuseUpgrade(socket, refusal);
    if (pathOf(request) !== '/rpc') return refuseUpgrade(socket, publicError('NOT_FOUND'));
    sockets.accept(request, socket, head, access.sessionOf(request));
  });
}

const NO_TOKEN = () =>
  publicError('UNAUTHORIZED', undefined, {
    hint:
      'Agents send "Authorization: Bearer <token>", with a token of Settings → Agents; ' +
      'backstitch mcp needs none.',
  });

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}
