import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A message as its bytes came, without the line before them. */
export interface Published {
  verb: 'PUB' | 'HPUB';
  subject: string;
  /** With `NATS/1.0` and the empty line; empty for PUB. */
  head: Buffer;
  body: Buffer;
}

const API = '$JS.API.STREAM.INFO.';
/** Of the JetStream API: the stream that was expected is another one. */
const WRONG_STREAM = { code: 400, err_code: 10_060, description: 'expected stream does not match' };

/**
 * What NATS and JetStream say on the wire, as the protocol's page has it: INFO, CONNECT, PING, SUB, PUB, HPUB, and
 * one stream `HOOKS`, which acknowledges and drops what it has seen. It keeps the bytes that came.
 *
 * @see https://docs.nats.io/reference/reference-protocols/nats-protocol
 */
export async function startNatsFake(login: { user: string; password: string } | null = null) {
  const connects: Record<string, unknown>[] = [];
  const published: Published[] = [];
  const seen = new Map<string, number>();
  const sockets = new Set<Socket>();
  let kept = 0;

  function serve(socket: Socket): void {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    const subscribed: { subject: string; sid: string }[] = [];
    let left = Buffer.alloc(0);
    const info = { server_id: 'fake', version: '2.10.0', headers: true, max_payload: 1_048_576 };
    socket.write(
      `INFO ${JSON.stringify({ ...info, jetstream: true, auth_required: login !== null })}\r\n`,
    );

    function answer(to: string, text: string, head = ''): void {
      const one = subscribed.find(({ subject }) => to.startsWith(subject.replace(/\*$/, '')));
      if (one === undefined) return;
      const bytes = Buffer.byteLength(text);
      const size = head === '' ? `${bytes}` : `${head.length} ${head.length + bytes}`;
      const verb = head === '' ? 'MSG' : 'HMSG';
      socket.write(`${verb} ${to} ${one.sid} ${size}\r\n${head}${text}\r\n`);
    }
    function take(message: Published, reply: string): void {
      const { subject, head } = message;
      if (subject.startsWith(API)) {
        const isHere = subject === `${API}HOOKS`;
        const config = { name: 'HOOKS', subjects: ['webhooks.>'] };
        const missing = { code: 404, err_code: 10_059, description: 'stream not found' };
        return answer(reply, JSON.stringify(isHere ? { config, state: {} } : { error: missing }));
      }
      published.push(message);
      if (!subject.startsWith('webhooks.')) return answer(reply, '', 'NATS/1.0 503\r\n\r\n');
      const value = (name: string): string =>
        new RegExp(`\r\n${name}: ?([^\r]*)\r\n`).exec(head.toString('latin1'))?.[1] ?? '';
      if (value('Nats-Expected-Stream') !== 'HOOKS') {
        return answer(reply, JSON.stringify({ error: WRONG_STREAM, stream: 'HOOKS', seq: 0 }));
      }
      const id = value('Nats-Msg-Id');
      const known = seen.get(id);
      if (known === undefined) seen.set(id, (kept += 1));
      const ack = { stream: 'HOOKS', seq: known ?? kept, ...(known && { duplicate: true }) };
      answer(reply, JSON.stringify(ack));
    }
    /** One line, and the bytes that it announces. @returns false where they are not all here */
    function next(): boolean {
      const end = left.indexOf('\r\n');
      if (end < 0) return false;
      const [verb = '', ...words] = left.subarray(0, end).toString('latin1').split(' ');
      const rest = left.subarray(end + 2);
      if (verb === 'PUB' || verb === 'HPUB') {
        const total = Number(words.at(-1));
        if (rest.length < total + 2) return false;
        const cut = verb === 'HPUB' ? Number(words.at(-2)) : 0;
        const reply = words.length === (verb === 'HPUB' ? 4 : 3) ? (words[1] ?? '') : '';
        left = rest.subarray(total + 2);
        if (rest.subarray(total, total + 2).toString() !== '\r\n') socket.destroy();
        const head = Buffer.from(rest.subarray(0, cut));
        const body = Buffer.from(rest.subarray(cut, total));
        take({ verb, subject: words[0] ?? '', head, body }, reply);
        return true;
      }
      left = rest;
      if (verb === 'PING') socket.write('PONG\r\n');
      if (verb === 'SUB') subscribed.push({ subject: words[0] ?? '', sid: words.at(-1) ?? '' });
      if (verb === 'CONNECT') {
        const asked = JSON.parse(words.join(' ')) as Record<string, unknown>;
        connects.push(asked);
        const isIn = login === null || (asked.user === login.user && asked.pass === login.password);
        if (!isIn) socket.end("-ERR 'Authorization Violation'\r\n");
      }
      return true;
    }
    socket.on('data', (chunk: Buffer) => {
      left = Buffer.concat([left, chunk]);
      while (next());
    });
  }

  const server = createServer(serve);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `nats://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** What was in each CONNECT. */
    connects,
    /** Messages in the order they came, but for those to the API. */
    published,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
