import { createServer, type Server } from 'node:http';
import { systemClock } from '../lib/clock.ts';
import { BackstitchError, errorCode } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { type AgentDoor, answerAgent } from './agent-door.ts';
import { createAccess } from './auth.ts';
import { drainOnStop } from './drain.ts';
import type { EngineSurface } from './engine-surface.ts';
import { type Callers, receiveCallers } from './front.ts';
import { createGuard } from './guard.ts';
import { createRest } from './rest/rest.ts';
import { createRouter } from './router.ts';
import { type LoginUrl, openSessions, type SessionBook } from './sessions/book.ts';
import { memorySessionStore } from './sessions/store.ts';
import { openSockets } from './socket.ts';
import { createStatic } from './static.ts';
import { createStreams, type StreamLimits } from './rest/streams.ts';

export interface ControlOptions {
  surface: EngineSurface;
  /** 0 for any free port. */
  port: number;
  /** Folder of the built page. */
  staticDir: string;
  log: Log;
  heartbeatMs?: number;
  streamLimits?: StreamLimits;
  /** Browsers that signed in; those of this run only where it is left out. */
  sessions?: SessionBook;
  /** Answers at `/mcp`; nothing is there where it is left out. */
  agents?: AgentDoor;
}

export interface Control extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** The Bearer token of this run. */
  readonly token: string;
  /** A URL that signs one browser in, once, within ten minutes. */
  issueLoginUrl(): string;
}

const ADDRESS = '127.0.0.1';
/** A gigabyte may take so long to a busy disk. */
const UPLOAD_MS = 600_000;

/**
 * Opens the private listener: page, REST and WebSocket, for this machine only.
 *
 * @throws PORT_IN_USE, or BAD_ARGUMENT where the system does not let this user have the port.
 */
export async function openControl(options: ControlOptions): Promise<Control> {
  const { surface, log, staticDir, heartbeatMs = 20_000 } = options;
  const server = createServer({
    headersTimeout: 10_000,
    requestTimeout: UPLOAD_MS,
    // Other upgrades, say to HTTP/2, may be ignored; the request is answered as it stands.
    shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
  });
  const stop = drainOnStop(server);
  const port = await listen(server, options.port);
  // An accept that fails, say for want of file descriptors, must not end the process.
  server.on('error', (error) => log.error({ err: error }, 'The control listener has a problem.'));

  const sessions = options.sessions ?? forThisRun();
  const access = createAccess(port, sessions);
  const router = createRouter(surface, log);
  const sockets = openSockets(router, log, heartbeatMs);
  const streams = createStreams(options.streamLimits);
  const rooms = {
    access,
    guard: createGuard(port, access),
    rest: createRest(router, log, access, streams),
    page: createStatic(staticDir),
    sockets,
    agents: {
      holderOf: (token: string) => options.agents?.holderOf(token),
      answer: (...[request, response, holder]: Parameters<Callers['agents']['answer']>) =>
        answerAgent(options.agents, request, response, streams.stopping, holder),
    },
  };
  receiveCallers(server, rooms, log);

  const url = `http://${ADDRESS}:${port}`;
  const mint = (label?: string): LoginUrl => {
    const { code, expiresAt } = access.issueCode(label);
    return { url: `${url}/?token=${code}`, expiresAt };
  };
  const leave = [sessions.issueBy(mint), sessions.onRevoked(sockets.closeOf)];
  return {
    url,
    token: access.token,
    issueLoginUrl: () => mint().url,
    async [Symbol.asyncDispose]() {
      for (const end of leave) end();
      streams.close();
      await Promise.all([stop(), sockets.close()]);
    },
  };
}

function forThisRun(): SessionBook {
  const clock = systemClock;
  return openSessions({ store: memorySessionStore(), clock, later: (job) => job() }).book;
}

/** The port that was opened, on the loopback address. */
function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error): void => reject(explain(cause, port));
    server.once('error', fail);
    server.listen(port, ADDRESS, () => {
      server.off('error', fail);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function explain(cause: Error, port: number): BackstitchError {
  const hint = 'Choose another port with --control-port, or 0 for any free one.';
  if (errorCode(cause) === 'EADDRINUSE') {
    const message = `The control port ${port} is already in use.`;
    return new BackstitchError('PORT_IN_USE', message, { hint, cause });
  }
  const message = `The control port ${port} cannot be opened: ${cause.message}.`;
  return new BackstitchError('BAD_ARGUMENT', message, { hint, cause });
}
