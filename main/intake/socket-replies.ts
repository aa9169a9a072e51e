import type { Socket } from 'node:net';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { headersOf, type SentReply } from './reply.ts';
import type { ReplyPlan } from './taker.ts';

/** How long a connection is read on after its last reply. */
const LINGER_MS = 2000;

/**
 * Closes a connection in two steps: says that nothing more is sent, and reads on for a moment.
 * Closing with unread bytes makes the kernel reset the connection, and the sender might never see
 * the reply.
 */
export function closeGently(socket: Socket): void {
  if (socket.destroyed) return;
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
  socket.end();
  socket.resume();
}

/**
 * Keeps our side open although the other end closes its own: a reply is to be written by hand, and Node,
 * which knows of no response, would close with it.
 */
export function stayOpen(socket: Socket): void {
  for (const listener of socket.listeners('end') as (() => void)[]) {
    if (listener.name.endsWith('socketOnEnd')) socket.off('end', listener);
  }
}

/** The head of a reply as bytes; each character of a header is one. */
export function headBytes(
  { status, reason }: Pick<ReplyPlan, 'status' | 'reason'>,
  headers: readonly HeaderPair[],
): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(`HTTP/1.1 ${status} ${reason}\r\n${lines}\r\n`, 'latin1');
}

/**
 * Writes a reply straight to a socket whose HTTP parser has given up, then closes it.
 *
 * @returns what went out; null where the connection was closed already.
 */
export function replyOnSocket(socket: Socket, plan: ReplyPlan): Promise<SentReply | null> {
  const headers = headersOf(plan, false);
  const { status, reason, body } = plan;
  if (!socket.writable) {
    socket.destroy();
    return Promise.resolve(null);
  }
  const head = headBytes(plan, headers);
  return new Promise((resolve) => {
    socket.once('close', () => resolve(null));
    socket.write(Buffer.concat([head, body]), (error) => {
      resolve(error ? null : { status, reason, headers, body: plan.kept ?? body, completed: true });
      closeGently(socket);
    });
  });
}
