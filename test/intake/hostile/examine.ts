import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openRaw } from '../../helpers/peers/raw-client.ts';
import type { TestEngine } from '../../helpers/start-engine.ts';
import { until } from '../../helpers/until.ts';
import type { CaptureDetail } from '../../../preload/contract/captures.ts';
import { CaptureId } from '../../../preload/contract/shapes.ts';
import type { HostileRequest } from './requests.ts';

/** What was kept of one connection. */
export interface KeptRequest {
  detail: CaptureDetail;
  body: Buffer;
  surplus: Buffer;
}

export interface Examined {
  /** What went out to the engine. */
  sent: Buffer;
  /** Statuses that came back over the wire, in order. */
  statuses: number[];
  /** What was kept, oldest first. */
  kept: KeptRequest[];
}

const bytesOf = async (blob: Blob): Promise<Buffer> => Buffer.from(await blob.arrayBuffer());

/**
 * Sends it, reads what comes back until the connection is closed, and checks what was kept of it:
 * outcomes and what arrived late are written behind the reply, so a check may need a moment.
 */
export async function examine(
  t: TestEngine,
  request: Pick<HostileRequest, 'packets' | 'finAtOnce'>,
  check: (seen: Examined) => void,
): Promise<void> {
  const [newest] = (await t.engine.captures.list({ search: '', limit: 1 })).items;
  const { port, ...wire } = await send(t, request);
  let why: unknown;
  const holds = async (): Promise<boolean> => {
    const kept = await keptFrom(t, port, newest?.id);
    try {
      check({ ...wire, kept });
      return true;
    } catch (error) {
      why = error;
      return false;
    }
  };
  await until(holds, 'what was kept is not what it must be').catch((error: unknown) => {
    throw why ?? error;
  });
}

async function send(
  t: TestEngine,
  { packets, finAtOnce }: Pick<HostileRequest, 'packets' | 'finAtOnce'>,
): Promise<Omit<Examined, 'kept'> & { port: number }> {
  const raw = openRaw(t.port);
  raw.socket.setNoDelay(true);
  await once(raw.socket, 'connect');
  const port = raw.socket.localPort ?? 0;
  const sent: Buffer[] = [];
  for (const packet of packets) {
    // Refused already, a client may have closed its side before the last packet.
    const error = await new Promise((resolve) => raw.socket.write(packet, resolve));
    if (!error) sent.push(packet);
    await nextTurn();
  }
  if (finAtOnce !== true) await raw.read('HTTP/1.1 ');
  raw.socket.end();
  const wire = await raw.read();
  const statuses = [...wire.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  return { sent: Buffer.concat(sent), statuses, port };
}

/** Captures of a port of the client, of all that came after `since`: others are sent beside it. */
async function keptFrom(
  t: TestEngine,
  port: number,
  since: CaptureId | undefined,
): Promise<KeptRequest[]> {
  const { captures } = t.engine;
  const details: CaptureDetail[] = [];
  for (let before: CaptureId | undefined; ;) {
    const { items, next } = await captures.list({ search: '', limit: 60, before });
    const newer = since === undefined ? items : items.filter(({ id }) => id > since);
    details.push(...newer.map(({ id }) => captures.get({ id })));
    if (next === null || newer.length < items.length) break;
    before = CaptureId.parse(next);
  }
  const ours = details.filter(({ remotePort }) => remotePort === port);
  return Promise.all(
    ours.toReversed().map(async (detail) => ({
      detail,
      body: await bytesOf(await captures.body({ id: detail.id, of: 'request' })),
      surplus: await bytesOf(await captures.body({ id: detail.id, of: 'surplus' })),
    })),
  );
}

/**
 * All bytes that were kept, in the order in which they were sent; heads that were read are taken
 * from what was sent. Undefined for chunked bodies, whose framing is not kept.
 */
export function keptBytes(sent: Buffer, kept: readonly KeptRequest[]): Buffer | undefined {
  const parts: Buffer[] = [];
  let at = 0;
  for (const { detail, body, surplus } of kept) {
    if (detail.headers.some(([name]) => name.toLowerCase() === 'transfer-encoding')) {
      return undefined;
    }
    if (detail.httpVersion !== '') {
      let start = at;
      while (sent[start] === 13 || sent[start] === 10) start += 1;
      const end = sent.indexOf('\r\n\r\n', start) + 4;
      parts.push(sent.subarray(at, end));
      at = end;
    }
    parts.push(body, surplus);
    at += body.length + surplus.length;
  }
  return Buffer.concat(parts);
}
