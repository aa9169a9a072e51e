import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import * as wire from './kafka-bytes.ts';
import { type Scram, scramServer } from './kafka-scram.ts';

export type Login =
  | { mechanism: 'PLAIN'; user: string; password: string }
  | ({
      mechanism: 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
    } & Omit<Scram, 'hash'>);

interface Options {
  login?: Login;
  /** With the certificate for localhost that the authority of the tests issued. */
  tls?: boolean;
}

const PRODUCE = 0;
const METADATA = 3;
const API_VERSIONS = 18;
const SASL_HANDSHAKE = 17;
const SASL_AUTHENTICATE = 36;
/** What it speaks: versions before fields became optional. */
const SPOKEN = [
  [PRODUCE, 7, 7],
  [METADATA, 7, 7],
  [SASL_HANDSHAKE, 1, 1],
  [API_VERSIONS, 0, 1],
  [SASL_AUTHENTICATE, 1, 1],
] as const;
const UNSUPPORTED_VERSION = 35;
const UNSUPPORTED_MECHANISM = 33;
const AUTHENTICATION_FAILED = 58;
const UNKNOWN_TOPIC = 3;

const pem = (name: string): string =>
  readFileSync(new URL(`../../fixtures/tls/${name}.pem`, import.meta.url), 'utf8');

/**
 * One broker as the protocol's page has it, with a topic `hooks` of one partition. It keeps the batches that came, and
 * who logged in; whoever did not log in is hung up on.
 *
 * @see https://kafka.apache.org/protocol.html
 */
export async function startKafkaFake({ login, tls = false }: Options = {}) {
  const batches: Buffer[] = [];
  /** Keys of requests in the order they came. */
  const asked: number[] = [];
  const logins: string[] = [];
  const sockets = new Set<Socket>();
  let port = 0;

  function serve(socket: Socket): void {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    let left = Buffer.alloc(0);
    let isIn = login === undefined;
    const scram =
      login === undefined || login.mechanism === 'PLAIN'
        ? null
        : scramServer({
            ...login,
            hash: login.mechanism === 'SCRAM-SHA-256' ? 'sha256' : 'sha512',
          });
    let step = 0;

    function logIn(bytes: Buffer): string | null {
      const message = bytes.toString('utf8');
      if (login === undefined) return null;
      if (scram === null) {
        isIn = message === `\0${login.user}\0${login.password}`;
        return isIn ? '' : null;
      }
      step += 1;
      const answer = step === 1 ? scram.first(message) : scram.last(message);
      isIn = step === 2 && answer !== null;
      return answer;
    }
    function answerTo(key: number, version: number, body: ReturnType<typeof wire.reader>) {
      switch (key) {
        case API_VERSIONS: {
          const isKnown = version <= 1;
          const spoken = SPOKEN.map(([api, from, to]) => [api, from, to].map(wire.int16));
          return [
            wire.int16(isKnown ? 0 : UNSUPPORTED_VERSION),
            wire.list(spoken),
            version === 1 ? wire.int32(0) : [],
          ];
        }
        case SASL_HANDSHAKE: {
          const isKnown = body.text() === login?.mechanism;
          const known = wire.list([wire.text(login?.mechanism ?? '')]);
          return [wire.int16(isKnown ? 0 : UNSUPPORTED_MECHANISM), known];
        }
        case SASL_AUTHENTICATE: {
          const bytes = body.bytes();
          const answer = logIn(bytes);
          logins.push(bytes.toString('utf8'));
          return [
            wire.int16(answer === null ? AUTHENTICATION_FAILED : 0),
            wire.text(answer === null ? 'no' : null),
            wire.sized(Buffer.from(answer ?? '')),
            wire.int64(0),
          ];
        }
        case METADATA: {
          const topics = body.list(() => body.text() ?? '');
          const one = wire.list([wire.int32(1)]);
          const partition = [0, 0, 1, 0];
          const [code = 0, index = 0, leader = 0, epoch = 0] = partition;
          const led = [wire.int16(code), wire.int32(index), wire.int32(leader), wire.int32(epoch)];
          return [
            wire.int32(0),
            wire.list([[wire.int32(1), wire.text('localhost'), wire.int32(port), wire.text(null)]]),
            wire.text('fake'),
            wire.int32(1),
            wire.list(
              topics.map((topic) => [
                wire.int16(topic === 'hooks' ? 0 : UNKNOWN_TOPIC),
                wire.text(topic),
                wire.int8(0),
                wire.list(topic === 'hooks' ? [[led, one, one, wire.list([])]] : []),
              ]),
            ),
          ];
        }
        case PRODUCE: {
          if (body.text() !== null) throw new Error('a transaction');
          const acks = body.int16();
          if (acks !== -1) throw new Error(`acknowledged by ${acks}`);
          body.int32();
          const answers = body.list(() => {
            const topic = body.text();
            const parts = body.list(() => {
              const index = body.int32();
              batches.push(Buffer.from(body.bytes()));
              const offset = wire.int64(batches.length - 1);
              return [wire.int32(index), wire.int16(0), offset, wire.int64(-1), wire.int64(0)];
            });
            return [wire.text(topic), wire.list(parts)];
          });
          if (body.left() > 0) throw new Error(`${body.left()} bytes too many`);
          return [wire.list(answers), wire.int32(0)];
        }
        default:
          throw new Error(`there is no request ${key}`);
      }
    }
    function take(frame: Buffer): void {
      const body = wire.reader(frame);
      const [key, version, correlation] = [body.int16(), body.int16(), body.int32()];
      const isOpen = isIn || [API_VERSIONS, SASL_HANDSHAKE, SASL_AUTHENTICATE].includes(key);
      asked.push(key);
      body.text();
      if (!isOpen) return void socket.destroy();
      try {
        const answer = wire.whole([
          wire.int32(correlation),
          wire.whole(answerTo(key, version, body)),
        ]);
        socket.write(wire.whole(wire.sized(answer)));
      } catch {
        // What is not as the protocol has it is hung up on, as brokers do.
        socket.destroy();
      }
    }
    socket.on('data', (chunk: Buffer) => {
      left = Buffer.concat([left, chunk]);
      while (left.length >= 4 && left.length >= 4 + left.readInt32BE()) {
        const end = 4 + left.readInt32BE();
        const frame = left.subarray(4, end);
        left = left.subarray(end);
        take(frame);
      }
    });
  }

  const server = tls
    ? createTlsServer(
        { key: pem('issued-for-tests-only.key'), cert: pem('issued-for-tests-only.cert') },
        serve,
      )
    : createServer(serve);
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  return {
    url: `${tls ? 'kafkas' : 'kafka'}://localhost:${port}`,
    port,
    batches,
    asked,
    /** What came in SaslAuthenticate, as text. */
    logins,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
