import { watchFile, unwatchFile } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import { readCertificate, type TlsFiles } from './tls-files.ts';
import type { WatchedRequest } from '../wire/wire.ts';

export interface TlsOptions extends TlsFiles {
  /** 0: any free port. */
  port: number;
  /** How often the files are looked at; default 2 s. */
  lookMs?: number;
}

export interface TlsState {
  names: string[];
  /** Epoch ms. */
  validTo: number;
  /** Why the newest files are not in use; null where they are. */
  problem: string | null;
}

/** The other end, which has one connection at a time from a port of its. */
const keyOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;

const LOOK_MS = 2000;
const HANDSHAKE_MS = 15_000;

/**
 * A server that speaks TLS with the certificate in two files, and with the next one once they change. What cannot be
 * used is told and not taken: connections go on with the certificate from before.
 *
 * @param changed is told after each change of the files.
 * @throws BackstitchError TLS_INVALID
 */
export function createTlsServer(
  http: ServerOptions<typeof WatchedRequest>,
  files: TlsOptions,
  changed: () => void,
) {
  let certificate = readCertificate(files);
  let problem: string | null = null;
  const server: Server<typeof WatchedRequest> = createServer({
    ...http,
    ...certificate.context,
    handshakeTimeout: HANDSHAKE_MS,
    // As node:http has it: a sender that closes its own side still gets the answer.
    allowHalfOpen: true,
  });

  // Below TLS: `closeAllConnections` knows nothing of those that have not shaken hands.
  const sockets = new Map<string, Socket>();
  server.on('connection', (socket: Socket) => {
    const key = keyOf(socket);
    sockets.set(key, socket);
    socket.once('close', () => sockets.delete(key));
  });
  server.on('secureConnection', (secure) => {
    const below = sockets.get(keyOf(secure));
    // A reset is a matter of TCP: what stands on top of it only throws.
    if (below) secure.resetAndDestroy = () => (below.resetAndDestroy(), secure);
  });

  function look(): void {
    try {
      certificate = readCertificate(files);
      server.setSecureContext(certificate.context);
      problem = null;
    } catch (error) {
      // Of two files one is written first: until the other is, they do not fit.
      problem = error instanceof Error ? error.message : String(error);
    }
    changed();
  }
  // Looked at by their path: certificates are renewed by renaming, and by turning a link over.
  const how = { interval: files.lookMs ?? LOOK_MS, persistent: false };
  for (const file of [files.cert, files.key]) watchFile(file, how, look);

  return {
    server,
    state: (): TlsState => ({ names: certificate.names, validTo: certificate.validTo, problem }),
    /** Ends what `closeAllConnections` leaves. */
    closeAll(): void {
      for (const socket of sockets.values()) socket.destroy();
    },
    /** Looks at the files no more. */
    [Symbol.dispose](): void {
      for (const file of [files.cert, files.key]) unwatchFile(file, look);
    },
  };
}
