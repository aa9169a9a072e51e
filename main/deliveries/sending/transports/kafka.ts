import type { Broker, Connection, ConnectionPool } from '@platformatic/kafka';
import { errorCode } from '../../../lib/errors.ts';
import { handOut } from '../../../outbound/hand-out.ts';
import { isLiteral, parseTarget, type Target } from '../../../outbound/target.ts';
import type { EngineEvent } from '../../engines/event.ts';
import { engineOf } from '../../engines/event.ts';
import { readPlaces } from '../../engines/places.ts';
import { type KeptDestination, loginOf } from '../../store/destination-store.ts';
import { type EngineClient, type OpenClient, reach, type ReachParts } from './engine-client.ts';
import { EngineFailure, networkFailure, tooLarge } from './engine-failure.ts';

const CONNECT_MS = 5000;
/** Waits for all replicas that are in step. */
const ALL_REPLICAS = -1;

type Library = typeof import('./kafka-library.ts');
type OnConnection = (error: Error | null, connection?: Connection) => void;
type Judge = (broker: Broker) => Promise<string[]>;

/**
 * Opens producers. A cluster names its brokers itself, so every one of them, also those that its metadata name
 * later, is looked up and judged by the guard before a socket is opened.
 */
export function kafkaOpener(parts: ReachParts): OpenClient {
  return async (destination, timeoutMs) => {
    const { url, allowPrivate } = destination.settings;
    const places = readPlaces('kafka', url);
    if (!places.ok) throw new EngineFailure('stopped', 'BAD_URL', places.why, { field: 'url' });
    const tooOld = nodeProblem(process.versions.node);
    if (tooOld !== null) throw new EngineFailure('stopped', 'NODE', tooOld, { field: 'kind' });
    const { targets, isTls } = places;
    for (const target of targets) await reach(parts, target, allowPrivate, timeoutMs);
    const known = new Set(targets.map(({ hostname, port }) => `${hostname}:${port}`));
    const judge: Judge = async ({ host, port }) => {
      try {
        return await reach(parts, targetOf(host, port, isTls), allowPrivate, timeoutMs);
      } catch (error) {
        if (!(error instanceof EngineFailure) || known.has(`${host}:${port}`)) throw error;
        const text = `${destination.target.authority} names ${host}:${port} as a broker. ${error.message}`;
        throw new EngineFailure(error.sort, error.code, text, { field: 'url', cause: error });
      }
    };
    const library = await import('./kafka-library.ts');
    return clientOf(library, destination, { targets, isTls, judge, timeoutMs });
  };
}

/** @see engines in the package.json of @platformatic/kafka */
export function nodeProblem(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isEnough = major > 24 || (major === 24 && minor >= 6) || (major === 22 && minor >= 22);
  return isEnough ? null : `Kafka needs Node 24.6 or newer, or 22.22; this is ${version}.`;
}

function targetOf(host: string, port: number, isTls: boolean): Target {
  const bracketed = host.includes(':') ? `[${host}]` : host;
  const parsed = parseTarget(`${isTls ? 'https' : 'http'}://${bracketed}:${port}`);
  if (parsed.ok) return { ...parsed.target, port, authority: `${bracketed}:${port}`, path: '' };
  const text = `“${host}:${port}” is not the address of a broker.`;
  throw new EngineFailure('failed', 'BAD_BROKER', text, { field: 'url' });
}

/**
 * Makes connections of a pool go to judged addresses only. Every connection of a producer, for the first request
 * as for brokers that metadata name, is asked for by `get` of its pool. Over TLS the name stays, since the
 * certificate is for it, and the look-up hands out what was judged; without TLS the address takes the place of
 * the name.
 */
function guardPool(
  pool: ConnectionPool,
  isTls: boolean,
  judge: Judge,
  judged: Map<string, string[]>,
): void {
  const get: (broker: Broker) => Promise<Connection> = pool.get.bind(pool);
  async function open(broker: Broker): Promise<Connection> {
    // What has no address is for the library to refuse.
    if (broker?.host == null) return get(broker);
    const addresses = await judge(broker);
    if (isTls) {
      judged.set(broker.host, addresses);
      return get(broker);
    }
    let last: unknown;
    for (const host of addresses) {
      try {
        return await get({ ...broker, host });
      } catch (error) {
        last = error;
      }
    }
    throw last;
  }
  async function answer(broker: Broker, callback: OnConnection): Promise<void> {
    let connection: Connection;
    try {
      connection = await open(broker);
    } catch (error) {
      callback(error as Error);
      return;
    }
    callback(null, connection);
  }
  function guarded(broker: Broker, callback?: OnConnection): Promise<Connection> | undefined {
    if (callback === undefined) return open(broker);
    void answer(broker, callback);
    return undefined;
  }
  pool.get = guarded as ConnectionPool['get'];
  // A connection whose login failed stays open, and what its socket says then is heard by nobody: that would end
  // the process.
  pool.on('connecting', ({ connection }) => {
    connection.on('error', () => connection.socket?.destroy());
  });
}

interface Cluster {
  targets: readonly Target[];
  isTls: boolean;
  judge: Judge;
  timeoutMs: number;
}

function clientOf(
  library: Library,
  destination: KeptDestination,
  { targets, isTls, judge, timeoutMs }: Cluster,
): EngineClient {
  const { settings, target } = destination;
  const judged = new Map<string, string[]>();
  const limits = { connectTimeout: Math.min(CONNECT_MS, timeoutMs), requestTimeout: timeoutMs };
  const login = saslOf(destination);
  const tls = {
    ...(settings.trust?.kind === 'ca' && { ca: settings.trust.pem }),
    lookup: ((hostname, options, done) =>
      handOut(judged.get(hostname) ?? [])(hostname, options, done)) as ReturnType<typeof handOut>,
  };
  const options = { ...limits, ...login, ...(isTls && { tls }) };
  const producer = new library.Producer({
    clientId: 'backstitch',
    bootstrapBrokers: targets.map(({ hostname, port }) => ({ host: hostname, port })),
    ...options,
    // The queue tries again, by its own schedule.
    retries: 0,
    autocreateTopics: false,
  });
  guardPool(producer.connections, isTls, judge, judged);
  const failure = (error: unknown, event: EngineEvent | null): EngineFailure => {
    const found = failureOf(library, error, destination, event);
    // What is known of the cluster may be old: the next message asks for it again.
    if (found.sort !== 'stopped') producer.clearMetadata();
    return found;
  };
  return {
    remoteAddress: isLiteral(target) ? target.hostname : null,
    isOpen: () => !producer.closed,
    async send(event) {
      const { topic = '', key = '' } = event.place;
      const headers = new Map(
        event.headers.map(([name, value]) => [Buffer.from(name), Buffer.from(value)]),
      );
      const message = { topic, key: Buffer.from(key), value: event.body, headers };
      try {
        const sent = await producer.send({ messages: [message], acks: ALL_REPLICAS });
        const [at] = sent.offsets ?? [];
        if (at === undefined) throw new Error('the cluster gave no offset');
        return { topic: at.topic, partition: String(at.partition), offset: String(at.offset) };
      } catch (error) {
        throw failure(error, event);
      }
    },
    async check(asked) {
      const engine = engineOf(asked.settings);
      if (engine.kind !== 'kafka') return;
      try {
        const found = await producer.metadata({ topics: [engine.topic], autocreateTopics: false });
        for (const broker of found.brokers.values()) await judge(broker);
      } catch (error) {
        throw failure(error, null);
      }
    },
    close: () => producer.close(true),
  };
}

function saslOf(destination: KeptDestination) {
  const credentials = loginOf(destination);
  if (credentials === null || !('mechanism' in credentials)) return {};
  const { mechanism, user: username, password } = credentials;
  return { sasl: { mechanism, username, password } };
}

/** What the library says, as what it means. */
function failureOf(
  library: Library,
  error: unknown,
  { target, settings }: KeptDestination,
  event: EngineEvent | null,
): EngineFailure {
  const own = within(error).find((one) => one instanceof EngineFailure);
  if (own !== undefined) return own;
  const engine = engineOf(settings);
  const topic = engine.kind === 'kafka' ? engine.topic : '';
  const has = (apiId: string): boolean =>
    within(error).some((one) => Reflect.get(one, 'apiId') === apiId);
  const more = { cause: error };
  if (
    within(error).some((one) => one instanceof library.AuthenticationError) ||
    has('SASL_AUTHENTICATION_FAILED')
  ) {
    const text = `${target.authority} does not accept these credentials. Check them, then resume the destination.`;
    return new EngineFailure('login', 'LOGIN_REFUSED', text, { ...more, field: 'credentials' });
  }
  if (has('TOPIC_AUTHORIZATION_FAILED') || has('CLUSTER_AUTHORIZATION_FAILED')) {
    const text = `These credentials may not write to ${topic}. Allow it on the cluster, then resume the destination.`;
    return new EngineFailure('login', 'NOT_PERMITTED', text, { ...more, field: 'credentials' });
  }
  const isUnknown = within(error).some(({ message }) => message.startsWith('Unknown topic '));
  if (isUnknown || has('UNKNOWN_TOPIC_OR_PARTITION')) {
    const text = `There is no topic ${topic} on ${target.authority}. Make it there, or change its name here.`;
    return new EngineFailure('place', 'NO_TOPIC', text, { ...more, field: 'engine.topic' });
  }
  if (has('MESSAGE_TOO_LARGE') || has('RECORD_LIST_TOO_LARGE')) {
    return tooLarge(event?.body.length ?? 0, null);
  }
  if (has('THROTTLING_QUOTA_EXCEEDED')) {
    return new EngineFailure(
      'failed',
      'THROTTLED',
      `${target.authority} asks for fewer messages.`,
      more,
    );
  }
  if (within(error).some((one) => one instanceof library.TimeoutError)) {
    return networkFailure(
      Object.assign(new Error(), { code: 'TIMEOUT' }),
      target,
      settings.timeoutMs ?? 10_000,
    );
  }
  const protocol = within(error).find((one) => one instanceof library.ProtocolError);
  if (protocol !== undefined) {
    const code = String(Reflect.get(protocol, 'apiId'));
    const text = `${target.authority} did not take it: ${protocol.message} (${code}).`;
    return new EngineFailure('failed', code, text, more);
  }
  // What Node says of a socket, if anything.
  const node = within(error).find((one) =>
    /^E[A-Z]|^(CERT|DEPTH|SELF|UNABLE|ERR_)/.test(errorCode(one)),
  );
  return networkFailure(node ?? error, target, settings.timeoutMs ?? 10_000);
}

/** An error with all that it wraps, outermost first. */
function within(error: unknown): Error[] {
  if (!(error instanceof Error)) return [];
  const inner: unknown[] = error instanceof AggregateError ? error.errors : [];
  return [error, ...inner.flatMap(within), ...within(error.cause)];
}
