import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import type { ReplyPlan } from '../endpoints/reply-plan.ts';

/** A reply of our own for what never reaches an endpoint. */
export function plainReply(
  status: number,
  text: string,
  headers: readonly HeaderPair[] = [],
): ReplyPlan {
  const body = Buffer.from(`${text}\n`, 'utf8');
  return {
    status,
    reason: STATUS_CODES[status] ?? '',
    headers: [
      ...headers,
      ['Content-Type', 'text/plain; charset=utf-8'],
      ['Content-Length', String(body.length)],
    ],
    body,
    delayMs: 0,
    note: text,
  };
}

/**
 * Writes a reply straight to a socket whose HTTP parser has given up, then closes it.
 *
 * @returns whether it could still be written.
 */
export function replyOnSocket(socket: Socket, plan: ReplyPlan): boolean {
  if (!socket.writable) {
    socket.destroy();
    return false;
  }
  const lines = plan.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${plan.status} ${plan.reason}\r\n${lines}Connection: close\r\n\r\n`);
  socket.write('');
  return true;
}
