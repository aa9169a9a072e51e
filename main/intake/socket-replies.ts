import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import type { ReplyPlan } from '../endpoints/reply-plan.ts';
import type { SentReply } from './reply.ts';

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
    ascii: null,
    delayMs: 0,
    note: text,
  };
}

/**
 * Writes a reply straight to a socket whose HTTP parser has given up, then closes it.
 *
 * @returns what went out.
 */
export function replyOnSocket(socket: Socket, plan: ReplyPlan): SentReply {
  const headers: HeaderPair[] = [
    ...plan.headers,
    ['Date', new Date().toUTCString()],
    ['Connection', 'close'],
  ];
  const { status, reason, body } = plan;
  const completed = socket.writable;
  if (completed) {
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    socket.write(`HTTP/1.1 ${status} ${reason}\r\n${lines}\r\n`);
    socket.end(body);
  } else socket.destroy();
  return { status, reason, headers, body, completed };
}
