import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { type Deliveries, openDeliveries } from '../../main/deliveries/deliveries.ts';
import { type DeliveryParts } from '../../main/deliveries/delivery-parts.ts';
import type { CaptureForForward } from '../../main/deliveries/messages/captured-message.ts';
import { packageLoader } from '../../main/lib/packages/add-ons.ts';
import type { Clock } from '../../main/lib/clock.ts';
import { createGroupCommit } from '../../main/store/group-commit.ts';
import { openStore } from '../helpers/empty-store.ts';
import type { Delivery, DeliveryId } from '../../preload/contract/deliveries.ts';
import { type Destination, DestinationInput } from '../../preload/contract/destinations.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';

export const INSTALL_ID = '0123abcd';
export const START = Date.UTC(2026, 0, 5, 12);
export const HOUR = 3_600_000;

/** A clock that stands still until the test moves it. */
export function testClock(): Clock & { set(ms: number): void; advance(ms: number): void } {
  let now = START;
  let jobs: { at: number; job: () => void }[] = [];
  const fire = (): void => {
    const due = jobs.filter(({ at }) => at <= now);
    jobs = jobs.filter(({ at }) => at > now);
    for (const { job } of due) job();
  };
  return {
    now: () => now,
    after(ms, job) {
      const entry = { at: now + ms, job };
      jobs.push(entry);
      if (ms <= 0) setImmediate(fire);
      return () => {
        jobs = jobs.filter((one) => one !== entry);
      };
    },
    /** The wall clock jumps; timers do as those of a computer that slept: they fire. */
    set(ms) {
      const moved = ms - now;
      now = ms;
      if (moved < 0) for (const one of jobs) one.at += moved;
      fire();
    },
    advance(ms) {
      now += ms;
      fire();
    },
  };
}

export interface Received {
  method: string;
  path: string;
  headers: Record<string, string>;
  rawHeaders: string[];
  body: string;
  at: number;
}

type Answer = (
  request: Received,
  response: ServerResponse,
  incoming: IncomingMessage,
) => void | Promise<void>;

/** A capture as the intake keeps it. */
export function capture(
  rowId: number,
  body: string,
  some: Partial<CaptureForForward> = {},
): CaptureForForward {
  return {
    id: `c${rowId}` as CaptureId,
    method: 'POST',
    target: '/in?a=1',
    headers: [
      ['Content-Type', 'application/json'],
      ['X-Odd', 'kept'],
    ],
    body: Buffer.from(body),
    receivedAt: START,
    endpointId: null,
    endpointName: 'Inbox',
    provider: null,
    deliveryId: null,
    eventType: null,
    signature: null,
    failure: null,
    cut: false,
    ...some,
  };
}

/** A receiver on a free port that keeps what it gets. */
export async function receiver(answer: Answer | number = 200, clock?: Clock) {
  const received: Received[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const one: Received = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers as Record<string, string>,
        rawHeaders: incoming.rawHeaders,
        body: Buffer.concat(chunks).toString(),
        at: clock?.now() ?? Date.now(),
      };
      received.push(one);
      if (typeof answer === 'number') response.writeHead(answer).end('answered');
      else void answer(one, response, incoming);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    received,
    port,
    url: `http://127.0.0.1:${port}/hook`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export const input = (some: Partial<DestinationInput> & { url: string }): DestinationInput =>
  DestinationInput.parse({ name: 'shop', ...some });

interface Options extends Partial<DeliveryParts> {
  dataDir?: string;
  /** What functions make of captures; nothing by default. */
  transform?: Parameters<Deliveries['start']>[0];
  kept?: Map<number, CaptureForForward>;
}

/** The room on a real database file, with a clock of the test. */
export async function openRoom(options: Options = {}) {
  const dir = options.dataDir === undefined ? tempDir() : undefined;
  const dataDir = options.dataDir ?? dir?.path ?? '';
  const clock = testClock();
  const captures = options.kept ?? new Map<number, CaptureForForward>();
  const db = openStore(dataDir);
  const problems: unknown[] = [];
  const groups = createGroupCommit(db, {
    onFailure: (error) => problems.push(error),
    onSuccess: () => {},
  });
  const room = openDeliveries({
    db,
    groups,
    clock,
    installId: INSTALL_ID,
    version: '0.0.0',
    load: packageLoader(dataDir),
    isOwnListener: () => false,
    publicHost: () => null,
    random: () => 0.5,
    limits: () => ({ days: 30, bytes: 1_000_000_000 }),
    captures: {
      publicId: (rowId) => `c${rowId}` as CaptureId,
      rowIdOf: (id) => Number(id.slice(1)),
      bytes: async (rowId) => captures.get(rowId)?.body,
      readWhole: async (rowId) => captures.get(rowId),
      matching: async (search, rowIds) =>
        rowIds.filter((rowId) => captures.get(rowId)?.body.toString().includes(search)),
      after: (rowId, limit) =>
        [...captures.keys()]
          .filter((id) => id > rowId)
          .sort((a, b) => a - b)
          .slice(0, limit),
      arrivedHere: (rowIds) => [...rowIds],
      newest: () => Math.max(0, ...captures.keys()),
      searchProblem: (search) => (search === '(' ? 'A bracket is open.' : null),
      find: async (search) =>
        [...captures.keys()].filter((id) => captures.get(id)?.body.toString().includes(search)),
    },
    headersFor: (id) => captures.get(Number(id.slice(1)))?.headers ?? [],
    log: (_message, error) => problems.push(error),
    ...options,
  });
  await room.start(options.transform ?? (async () => null));
  const { surface, destinations } = room;

  const self = {
    room,
    db,
    dataDir,
    clock,
    captures,
    problems,
    deliveries: surface,
    destinations,
    add: (some: Partial<DestinationInput> & { url: string }): Promise<Destination> =>
      destinations.create(input(some)),
    async send(destination: Destination, body: unknown = { n: 1 }, eventType = 'order.paid') {
      const sent = await surface.send({
        destinations: [destination.id],
        eventType,
        contentType: 'application/json',
        body,
        origin: 'api',
      });
      return sent.deliveries[0]?.id as DeliveryId;
    },
    get: (id: DeliveryId): Promise<Delivery> => surface.get({ id }),
    /** Once nothing is being sent and nothing is due. */
    idle: room.idle,
    /** The delivery once `wanted` is true of it, and the queue knows that it is. */
    async until(id: DeliveryId, wanted: (delivery: Delivery) => boolean): Promise<Delivery> {
      const found = await until(async () => {
        const delivery = await surface.get({ id });
        return wanted(delivery) && delivery;
      }, `${id} never came to that`);
      // What is read is written, but the queue goes on (and sets its timers) once it is synced.
      await groups.commit(() => undefined);
      return found;
    },
    /** Once `attempts` are made and none is under way. */
    settled: (id: DeliveryId, attempts: number): Promise<Delivery> =>
      self.until(id, (one) => one.log.length >= attempts && one.state !== 'sending'),
    /** Moves the clock to the next attempt. */
    async toNext(id: DeliveryId): Promise<void> {
      const { nextAttemptAt } = await surface.get({ id });
      if (nextAttemptAt === null) throw new Error('no attempt is planned');
      clock.set(Math.max(clock.now(), nextAttemptAt));
    },
    async close(): Promise<void> {
      if (!db.open) return;
      await room[Symbol.asyncDispose]();
      db.close();
    },
    async [Symbol.asyncDispose]() {
      await self.close();
      dir?.[Symbol.dispose]();
    },
  };
  return self;
}
