import { connect } from 'node:net';
import { isLiteral, isThisMachine, type Target } from './target.ts';

/** Whether something takes connections: one is opened and closed, and nothing is sent. */
export function listens(host: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const end = (isUp: boolean): void => {
      socket.destroy();
      resolve(isUp);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}

const LOOK_MS = 300;

/**
 * Whether something listens on this computer. A name of it means both of its loopback addresses, and
 * no resolver is asked. Null elsewhere: nobody asked for a connection to a foreign host.
 */
export async function listensHere(target: Target): Promise<boolean | null> {
  if (!isThisMachine(target)) return null;
  const hosts = isLiteral(target) ? [target.hostname] : ['127.0.0.1', '::1'];
  const answers = await Promise.all(hosts.map((host) => listens(host, target.port, LOOK_MS)));
  return answers.includes(true);
}
