import { type ClientRequest, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { headerValue } from '../lib/headers.ts';
import { classifyAddress, sameAddress } from './address.ts';
import { handOut } from './hand-out.ts';
import { Halt, type Halts } from './halts.ts';
import type { Pool, PoolPlace } from './pool.ts';
import type { Stopwatch } from './stopwatch.ts';
import type { Target } from './target.ts';
import { pinProblem, tlsOptions, type Trust, trustKey } from './trust.ts';

/** What is connected for, and what is known of the connection once there is one. */
export interface Link {
  request: {
    target: Target;
    method: string;
    headers: readonly HeaderPair[];
    /** For https; null or left out: authorities of this machine. */
    trust?: Trust | null | undefined;
  };
  tools: {
    /** Connections are kept in it where the headers say `Connection: keep-alive`. */
    pool?: Pool | undefined;
    /** Called with our port once connected, before a byte is written. */
    onConnect?: ((localPort: number, localAddress: string) => void) | undefined;
  };
  halts: Halts;
  watch: Stopwatch;
  /** A kept connection is not to be used. */
  fresh: boolean;
  remoteAddress: string | null;
  /** The connection in use, and how much had been read from it before this exchange. */
  socket: { socket: Socket; readBefore: number; reused: boolean } | null;
}

const CONNECT_MS = 5000;
const CONNECT_LOOPBACK_MS = 1000;
const TLS_MS = 10_000;
const HEADER_CAP_BYTES = 64 * 1024;

/** Begins a request over a connection to one of exactly these addresses. */
export function connect(run: Link, addresses: readonly string[]): ClientRequest {
  const { request, halts } = run;
  const { target } = request;
  const trust = request.trust ?? null;
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  run.watch.skip();
  const place: PoolPlace = { poolKey: `${addresses.toSorted().join()} ${trustKey(trust)}` };
  const connection = send({
    protocol: target.protocol,
    host: target.hostname,
    port: target.port,
    method: request.method,
    path: target.path,
    headers: request.headers.flat(),
    agent: poolOf(run)?.agentFor(target) ?? false,
    lookup: handOut(addresses),
    maxHeaderSize: HEADER_CAP_BYTES,
    ...(target.protocol === 'https:' && tlsOptions(trust)),
    ...place,
  });
  // Errors arrive after the answer too (a write into a closed connection): never unheard.
  connection.on('error', () => {});
  halts.onHalt((why) => connection.destroy(why));
  watchConnecting(run, connection, addresses);
  return connection;
}

/** The pool of a link, where a connection may come from it and go back to it. */
export function poolOf({ request, tools, fresh }: Link): Pool | undefined {
  // An agent that keeps connections would keep this one too, whatever its header says.
  const keeps = /^keep-alive$/i.test(headerValue(request.headers, 'connection') ?? '');
  return keeps && !fresh ? tools.pool : undefined;
}

function watchConnecting(run: Link, connection: ClientRequest, addresses: readonly string[]): void {
  const { halts, watch } = run;
  const loopback = addresses.every((address) => classifyAddress(address).kind === 'loopback');
  const stopConnect = halts.within(loopback ? CONNECT_LOOPBACK_MS : CONNECT_MS, 'TIMEOUT_CONNECT');
  connection.once('socket', (socket) => {
    run.socket = { socket, readBefore: socket.bytesRead, reused: connection.reusedSocket };
    if (connection.reusedSocket) {
      stopConnect();
      requireJudged(run, socket, addresses);
      return;
    }
    // Runs before Node's own listener, which writes the request that waits for the connection.
    socket.once('connect', () => {
      stopConnect();
      watch.lap('connectMs');
      if (!requireJudged(run, socket, addresses)) return;
      run.tools.onConnect?.(socket.localPort ?? 0, socket.localAddress ?? '');
      watchTls(run, socket);
    });
  });
}

function watchTls(run: Link, socket: Socket): void {
  if (!(socket instanceof TLSSocket)) return;
  const stopTls = run.halts.within(TLS_MS, 'TIMEOUT_TLS');
  // Within this event, as Node itself does it: what was written waits until the event is over.
  socket.once('secureConnect', () => {
    stopTls();
    run.watch.lap('tlsMs');
    const problem = pinProblem(socket, run.request.trust ?? null);
    if (problem !== undefined) socket.destroy(problem);
  });
}

/** Ends the exchange where the connection went elsewhere than to an address that was judged. */
function requireJudged(run: Link, socket: Socket, addresses: readonly string[]): boolean {
  const remote = socket.remoteAddress ?? '';
  run.remoteAddress = remote;
  if (addresses.some((address) => sameAddress(address, remote))) return true;
  const text = `The connection went to ${remote}, which was not checked.`;
  run.halts.halt(new Halt('REFUSED', { code: 'ADDRESS_CHANGED', text }));
  return false;
}
