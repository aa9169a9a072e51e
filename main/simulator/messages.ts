import { randomBytes, randomUUID } from 'node:crypto';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { fillBody } from '../../preload/rules/simulation-body.ts';
import { happensAt } from './plan.ts';
import { bodyWithId, otherId, type PlayedCapture, type PlayedRequest } from './played-capture.ts';
import { webhookHeaders } from './sign.ts';
import type { SimulationParts, SimulationTools } from './simulation-parts.ts';

type Own = Pick<SimulationTools, 'version' | 'installId'>;

/** The events with their ids and bodies. Both stay the same for every sending of an event. */
export function createMessages(parts: SimulationParts, own: Own, startedAt: number) {
  const { input, plan, to, capture } = parts;
  // New for each run, also with the same seed: a handler must not know the events of an earlier one.
  const run = randomBytes(9).toString('hex');
  const copies = new Map<number, number>();
  const late = new Set<number>();
  for (const send of plan) {
    copies.set(send.event, (copies.get(send.event) ?? 0) + 1);
    if (send.late) late.add(send.event);
  }
  const heads = Array.from({ length: input.events }, (_, i) => ({
    id: idOf(i + 1),
    type:
      capture === null
        ? (input.eventTypes[i % input.eventTypes.length] ?? '')
        : (capture.eventType ?? ''),
    late: late.has(i + 1),
    copies: copies.get(i + 1) ?? 1,
  }));
  const makes = capture === null ? written(parts, heads, startedAt) : played(parts, capture, run);

  function idOf(event: number): string {
    return capture?.eventId == null
      ? `msg_${run}${String(event).padStart(5, '0')}`
      : otherId(capture.eventId, run, event);
  }

  return {
    heads,
    request(event: number, atMs: number) {
      const { method, path, headers, body } = makes(event, atMs);
      const bytes = Buffer.from(body);
      const framed: HeaderPair[] = [
        ['Host', to.target.authority],
        ...headers,
        ['Content-Length', String(bytes.length)],
        ['Via', `1.1 backstitch-${own.installId}`],
        ['Connection', 'close'],
      ];
      const names = new Set(headers.map(([name]) => name.toLowerCase()));
      if (!names.has('user-agent'))
        framed.splice(1, 0, ['User-Agent', `Backstitch/${own.version}`]);
      const target = { ...to.target, path };
      return { target, method, headers: framed, body: { kind: 'memory' as const, bytes } };
    },
  };
}

type Make = (
  event: number,
  atMs: number,
) => { method: string; path: string; headers: readonly HeaderPair[]; body: Uint8Array };

/** Events made of a body that somebody wrote. */
function written(
  { input, to, secret }: SimulationParts,
  heads: readonly { id: string; type: string }[],
  startedAt: number,
): Make {
  const uuids = heads.map(() => randomUUID());
  return (event, atMs) => {
    const { id = '', type = '' } = heads[event - 1] ?? {};
    const happenedAt = startedAt + happensAt(input, event - 1);
    const words = { n: event, id, uuid: uuids[event - 1] ?? '', type, happenedAt };
    const body = Buffer.from(fillBody(input.body, words));
    const headers: HeaderPair[] = [
      ['Content-Type', input.contentType],
      ...webhookHeaders({ id, atMs, body }, secret),
    ];
    return { method: 'POST', path: to.target.path, headers, body };
  };
}

/** A capture as many events: ids are made once for each, the signature for each sending. */
function played({ input, to }: SimulationParts, capture: PlayedCapture, run: string): Make {
  const made = new Map<number, PlayedRequest>();
  const first = (event: number): PlayedRequest => {
    const next = capture.eventId === null ? '' : otherId(capture.eventId, run, event);
    const headers = capture.headers.map(([name, value]): HeaderPair => [
      name,
      value === capture.eventId ? next : value,
    ]);
    return {
      target: to.target.path,
      headers,
      body: bodyWithId(capture.body, capture.eventId, next),
    };
  };
  return (event) => {
    const known = made.get(event);
    const request = known ?? first(event);
    const { method } = capture;
    if (input.signing.kind !== 'sender') {
      const { target: path, headers, body } = capture.strip(request);
      made.set(event, request);
      return { method, path, headers, body };
    }
    // Headers with an id that is not known as such get a new one with the first sending only.
    const newId = known === undefined && capture.eventId === null;
    const signed = capture.sign({ ...request, newId });
    if (!signed.ok) throw new Error(signed.text);
    made.set(event, { ...request, headers: signed.headers, body: signed.body });
    return { method, path: signed.target, headers: signed.headers, body: signed.body };
  };
}
