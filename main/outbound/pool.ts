import { Agent as HttpAgent, type AgentOptions, type ClientRequestArgs } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Target } from './target.ts';

/** Connections that stay open between exchanges, for those that say `Connection: keep-alive`. */
export interface Pool extends Disposable {
  agentFor(target: Target): HttpAgent;
}

/** Two exchanges share a connection only where this is the same. */
export interface PoolPlace {
  /** The addresses that were judged, and what vouches for the server. */
  poolKey?: string;
}

// Servers close idle connections after 5 s (Node) to 75 s (nginx); one that was closed meanwhile
// costs a second connection, so idle ones are given up early.
const IDLE_MS = 4000;
const OPTIONS: AgentOptions = {
  keepAlive: true,
  maxFreeSockets: 20,
  timeout: IDLE_MS,
  scheduling: 'lifo',
};

class PlainAgent extends HttpAgent {
  override getName(options: ClientRequestArgs & PoolPlace = {}): string {
    return `${super.getName(options)}:${options.poolKey ?? ''}`;
  }
}

class TlsAgent extends HttpsAgent {
  override getName(options: ClientRequestArgs & PoolPlace = {}): string {
    return `${super.getName(options)}:${options.poolKey ?? ''}`;
  }
}

export function createPool(): Pool {
  const plain = new PlainAgent(OPTIONS);
  // A resumed session shows no certificate, and pins are checked on each connection.
  const tls = new TlsAgent({ ...OPTIONS, maxCachedSessions: 0 });
  return {
    agentFor: ({ protocol }) => (protocol === 'https:' ? tls : plain),
    [Symbol.dispose]() {
      plain.destroy();
      tls.destroy();
    },
  };
}
