import type { Authenticator, ConnectionOptions, NatsConnection } from '@nats-io/transport-node';
import { errorCode } from '../../../lib/errors.ts';
import { isLiteral, type Target } from '../../../outbound/target.ts';
import { engineOf } from '../../engines/event.ts';
import { readPlaces } from '../../engines/places.ts';
import { canMatch } from '../../engines/subject.ts';
import { type KeptDestination, loginOf } from '../../store/destination-store.ts';
import { type EngineClient, type OpenClient, reach, type ReachParts } from './engine-client.ts';
import { EngineFailure, networkFailure, tooLarge } from './engine-failure.ts';

const CONNECT_MS = 5000;
/** What the client adds to the headers, generously. */
const OWN_HEADER_BYTES = 256;
const STREAM_OF_ANOTHER_NAME = 10_060;
const TOO_LARGE = new Set([10_054, 10_097]);

/**
 * Opens connections to JetStream. The library looks up no name and follows no address that a server tells of:
 * each connection goes to one address that was judged, and is not made again by itself.
 */
export function natsOpener(parts: ReachParts): OpenClient {
  return async (destination, timeoutMs) => {
    const { url, allowPrivate, trust } = destination.settings;
    const places = readPlaces('nats', url);
    if (!places.ok) throw new EngineFailure('stopped', 'BAD_URL', places.why, { field: 'url' });
    const reachable: { target: Target; addresses: string[] }[] = [];
    for (const target of places.targets) {
      reachable.push({ target, addresses: await reach(parts, target, allowPrivate, timeoutMs) });
    }
    const nats = await import('@nats-io/transport-node');
    const login = await loginOptions(destination);
    let last: EngineFailure | undefined;
    for (const { target, addresses } of reachable) {
      for (const address of addresses) {
        const host = address.includes(':') ? `[${address}]` : address;
        const tls = {
          // Whom the certificate is to be for: an address has no name to be asked by.
          host: target.hostname,
          ...(!isLiteral(target) && { servername: target.hostname }),
          ...(trust?.kind === 'ca' && { ca: trust.pem }),
        };
        const options: ConnectionOptions = {
          servers: `${host}:${target.port}`,
          resolve: false,
          ignoreClusterUpdates: true,
          reconnect: false,
          timeout: Math.min(CONNECT_MS, timeoutMs),
          name: 'backstitch',
          tls: places.isTls ? tls : null,
          ...login,
        };
        try {
          return await clientOf(await nats.connect(options), target, address);
        } catch (error) {
          const failure = failureOf(error, target, timeoutMs);
          if (failure.sort === 'login') throw failure;
          // That nobody listens at one of several addresses says less than any other reason.
          if (last === undefined || failure.code !== 'ECONNREFUSED') last = failure;
        }
      }
    }
    throw last ?? new EngineFailure('failed', 'ENGINE', 'There is no address.', { field: 'url' });
  };
}

async function loginOptions(destination: KeptDestination): Promise<Partial<ConnectionOptions>> {
  const credentials = loginOf(destination);
  if (credentials === null) return {};
  if ('token' in credentials) return { token: credentials.token };
  if ('nkeySeed' in credentials) {
    const { nkeyAuthenticator, jwtAuthenticator } = await import('@nats-io/transport-node');
    const seed = new TextEncoder().encode(credentials.nkeySeed.trim());
    const jwt = credentials.jwt.trim();
    const authenticator: Authenticator =
      jwt === '' ? nkeyAuthenticator(seed) : jwtAuthenticator(jwt, seed);
    return { authenticator };
  }
  if ('user' in credentials) return { user: credentials.user, pass: credentials.password };
  return {};
}

async function clientOf(
  connection: NatsConnection,
  target: Target,
  address: string,
): Promise<EngineClient> {
  const nats = await import('@nats-io/transport-node');
  const { jetstream, jetstreamManager } = await import('@nats-io/jetstream');
  const client = jetstream(connection);
  return {
    remoteAddress: address,
    isOpen: () => !connection.isClosed() && !connection.isDraining(),
    async send({ id, place, headers: pairs, body }, timeoutMs) {
      const most = connection.info?.max_payload ?? null;
      const headers = nats.headers();
      let bytes = body.length + OWN_HEADER_BYTES;
      for (const [name, value] of pairs) {
        headers.append(name, value.replace(/[\r\n]+/g, ' '));
        bytes += Buffer.byteLength(name) + Buffer.byteLength(value) + 4;
      }
      if (most !== null && bytes > most) throw tooLarge(bytes, most);
      const { subject = '_', stream = '' } = place;
      try {
        const expect = { streamName: stream };
        const options = { msgID: id, headers, expect, timeout: timeoutMs };
        const ack = await client.publish(subject, body, options);
        return { stream: ack.stream, seq: String(ack.seq), duplicate: String(ack.duplicate) };
      } catch (error) {
        throw failureOf(error, target, timeoutMs, { subject, stream, bytes });
      }
    },
    async check({ settings }, timeoutMs) {
      const engine = engineOf(settings);
      if (engine.kind !== 'nats') return;
      const { stream, subject } = engine;
      try {
        const manager = await jetstreamManager(connection, { checkAPI: false, timeout: timeoutMs });
        const { config } = await manager.streams.info(stream);
        const subjects = config.subjects ?? [];
        if (subjects.some((pattern) => canMatch(subject, pattern))) return;
        const takes = subjects.join(', ') || 'no subject';
        const text = `The stream ${stream} takes ${takes}, and this template leads to none of them.`;
        throw new EngineFailure('place', 'NO_SUBJECT', text, { field: 'engine.subject' });
      } catch (error) {
        // Who may publish need not be allowed to ask: then the first message tells.
        if (isNotPermitted(error)) return;
        throw failureOf(error, target, timeoutMs, { subject, stream, bytes: 0 });
      }
    },
    close: () => connection.close(),
  };
}

function isNotPermitted(error: unknown): boolean {
  const names = [error, error instanceof Error ? error.cause : null].map((one) =>
    one instanceof Error ? one.name : '',
  );
  return names.includes('PermissionViolationError');
}

/** What the library says, as what it means. */
function failureOf(
  error: unknown,
  target: Target,
  timeoutMs: number,
  of: { subject: string; stream: string; bytes: number } | null = null,
): EngineFailure {
  if (error instanceof EngineFailure) return error;
  if (!(error instanceof Error)) return networkFailure(error, target, timeoutMs);
  const { name, message } = error;
  const { subject = '', stream = '', bytes = 0 } = of ?? {};
  if (/^(AuthorizationError|UserAuthenticationExpiredError)$/.test(name)) {
    const text = `${target.authority} does not accept these credentials. Check them, then resume the destination.`;
    return new EngineFailure('login', 'LOGIN_REFUSED', text, {
      field: 'credentials',
      cause: error,
    });
  }
  if (isNotPermitted(error)) {
    const text = `These credentials may not publish to ${subject}. Allow it on the server, then resume the destination.`;
    return new EngineFailure('login', 'NOT_PERMITTED', text, {
      field: 'credentials',
      cause: error,
    });
  }
  if (name === 'JetStreamNotEnabled') {
    const text = `No stream takes ${subject} on ${target.authority}. Add the subject to a stream there, or change it here.`;
    return new EngineFailure('place', 'NO_STREAM', text, { field: 'engine.subject', cause: error });
  }
  if (/timeout/i.test(name)) {
    return networkFailure(
      Object.assign(new Error(message), { code: 'TIMEOUT' }),
      target,
      timeoutMs,
    );
  }
  const api = apiCodeOf(error);
  if (api === STREAM_OF_ANOTHER_NAME) {
    const text = `${subject} belongs to another stream than ${stream}. Change the subject or the stream.`;
    return new EngineFailure('place', 'OTHER_STREAM', text, {
      field: 'engine.stream',
      cause: error,
    });
  }
  if (api !== null && TOO_LARGE.has(api)) return tooLarge(bytes, null);
  if (api === 10_059 || /stream not found/i.test(message)) {
    const text = `There is no stream ${stream} on ${target.authority}. Make it there, or change its name here.`;
    return new EngineFailure('place', 'NO_STREAM', text, { field: 'engine.stream', cause: error });
  }
  if (api !== null) {
    const text = `${target.authority} did not take it: ${message}.`;
    return new EngineFailure('failed', `JS_${api}`, text, { cause: error });
  }
  return networkFailure(nodeErrorIn(error), target, timeoutMs);
}

/** The code of the JetStream API; null where the error does not come from there. */
function apiCodeOf(error: Error): number | null {
  const code: unknown = Reflect.get(error, 'code');
  return error.name.startsWith('JetStream') && typeof code === 'number' ? code : null;
}

/** The library wraps what Node says of a socket. */
function nodeErrorIn(error: Error): unknown {
  let found: unknown = error;
  while (found instanceof Error && errorCode(found) === '' && found.cause instanceof Error) {
    found = found.cause;
  }
  return found;
}
