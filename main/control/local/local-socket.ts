import { chmodSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Log } from '../../lib/log.ts';
import { AGENT_PATH, type AgentDoor, answerAgent } from '../agent-door.ts';
import { sendError, setSafeHeaders } from '../answer.ts';
import { bearerOf, secretMatcher } from '../auth.ts';
import { drainOnStop } from '../drain.ts';
import type { EngineSurface } from '../engine-surface.ts';
import { publicError, toPublicError } from '../public-error.ts';
import { createRest } from '../rest/rest.ts';
import { createStreams } from '../rest/streams.ts';
import { createRouter } from '../router.ts';
import { LOCAL_HOST } from './local-host.ts';
import { makeRoomForSocket } from './socket-path.ts';

/** A gigabyte may take so long to a busy disk. */
const UPLOAD_MS = 600_000;

export interface LocalSocket extends AsyncDisposable {
  readonly path: string;
}

/**
 * Serves REST on a local socket, for programs of this user: the desktop face needs no port for it, and no
 * browser can reach it. Only the token opens it; there is no page, no cookie and no login.
 *
 * @returns undefined where the system gives no such socket, which is logged: commands then need the port.
 */
export async function openLocalSocket(parts: {
  surface: EngineSurface;
  dataDir: string;
  token: string;
  log: Log;
  /** Answers at `/mcp`; nothing is there where it is left out. */
  agents?: AgentDoor;
}): Promise<LocalSocket | undefined> {
  const { surface, dataDir, token, log, agents } = parts;
  const server = createServer({ headersTimeout: 10_000, requestTimeout: UPLOAD_MS });
  const stop = drainOnStop(server);
  let path: string;
  try {
    path = makeRoomForSocket(dataDir);
    await listen(server, path);
    if (process.platform !== 'win32') chmodSync(path, 0o600);
  } catch (error) {
    log.warn({ err: error }, 'The local socket cannot be opened.');
    server.close();
    return undefined;
  }
  server.on('error', (error) => log.error({ err: error }, 'The local socket has a problem.'));

  const isToken = secretMatcher(token);
  const streams = createStreams();
  const access = { sessionOf: () => undefined, identify: () => 'bearer' as const };
  const rest = createRest(createRouter(surface, log), log, access, streams);
  server.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => {
      // Nobody is left to be told.
      if (response.destroyed) return;
      sendError(response, toPublicError(error, log));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    setSafeHeaders(response);
    const refusal = refuse(request, isToken);
    if (refusal !== undefined) return sendError(response, refusal);
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    if (path === AGENT_PATH) return answerAgent(agents, request, response, streams.stopping);
    return rest(request, response, path);
  }

  return {
    path,
    async [Symbol.asyncDispose]() {
      streams.close();
      await stop();
    },
  };
}

function refuse(request: IncomingMessage, isToken: (given: string) => boolean) {
  const { headers, url = '' } = request;
  const isFromPage = headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
  if (isFromPage || headers.host !== LOCAL_HOST) {
    return publicError('FORBIDDEN', 'The local socket is for programs, not for pages.');
  }
  if (!isToken(bearerOf(request))) return publicError('UNAUTHORIZED');
  const isServed = url.startsWith('/api/') || /^\/mcp(?:$|\?)/.test(url);
  return isServed ? undefined : publicError('NOT_FOUND');
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
