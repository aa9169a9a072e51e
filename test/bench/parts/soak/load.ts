import { setTimeout as sleep } from 'node:timers/promises';
import type { Ready } from '../../../helpers/run-cli.ts';
import { restOf } from './rest.ts';

export const KINDS = ['capture', 'forward', 'function', 'load', 'delivery'] as const;
export type Kind = (typeof KINDS)[number];

/** Where each kind of request goes, below the intake. */
export const PATHS: Record<Exclude<Kind, 'delivery' | 'load'>, string> = {
  capture: '/plain',
  forward: '/forward',
  function: '/api/client/v2.0/app/bench/service/in/incoming_webhook/w0',
};

/** How many at once of each kind, and the pause between two of one lane, in ms. */
const LANES: Record<Kind, { lanes: number; pauseMs: number }> = {
  capture: { lanes: 8, pauseMs: 10 },
  forward: { lanes: 2, pauseMs: 20 },
  function: { lanes: 2, pauseMs: 20 },
  load: { lanes: 2, pauseMs: 20 },
  delivery: { lanes: 2, pauseMs: 20 },
};
const SEARCHES = [
  'path:/plain',
  'status:200 data',
  'body.key:>a',
  'xyz',
  'method:POST -status:5xx',
];
/** What a page holds open. */
const STREAMS = ['captures', 'deliveries', 'integrations', 'endpoints', 'system', 'tunnel'];
/** Bodies above 256 KB are files: one in so many. */
const EACH_LARGE = 200;

export interface Load {
  /** Keys that were acknowledged: an answer of 2xx was read. */
  acknowledged: Record<Kind, string[]>;
  searches: number;
  searchMs: number[];
  events: number;
  /** Answers other than 2xx. */
  refused: Map<string, number>;
}

/**
 * Mixed load against an engine that may be gone at any moment.
 *
 * @param engine the engine that runs now; null while there is none.
 * @param hook path of the token URL of the integration.
 */
export function startLoad(engine: () => Ready | null, hook: string, stop: AbortSignal) {
  const load: Load = {
    acknowledged: { capture: [], forward: [], function: [], load: [], delivery: [] },
    searches: 0,
    searchMs: [],
    events: 0,
    refused: new Map(),
  };
  let next = 0;

  async function send(kind: Kind, ready: Ready): Promise<void> {
    next += 1;
    const key = `${kind}-${next}`;
    const pad = 'x'.repeat(next % EACH_LARGE === 0 && kind === 'capture' ? 300_000 : 700);
    const body = { key, data: { object: { amount: next } }, pad };
    if (kind === 'delivery') {
      await restOf(ready)('POST', '/deliveries', { destinations: ['sink'], body });
      load.acknowledged.delivery.push(key);
      return;
    }
    const path = kind === 'load' ? hook : PATHS[kind];
    const reply = await fetch(`${ready.intake}${path}?${key}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    await reply.arrayBuffer();
    if (reply.ok) load.acknowledged[kind].push(key);
    else refuse(`${kind}: ${reply.status}`);
  }

  function refuse(what: string): void {
    load.refused.set(what, (load.refused.get(what) ?? 0) + 1);
  }

  async function search(ready: Ready): Promise<void> {
    const text = SEARCHES[load.searches % SEARCHES.length] ?? '';
    const from = performance.now();
    await restOf(ready)('GET', `/captures?limit=100&search=${encodeURIComponent(text)}`);
    load.searchMs.push(performance.now() - from);
    load.searches += 1;
  }

  async function read(stream: string, ready: Ready): Promise<void> {
    const headers = { authorization: `Bearer ${ready.token}` };
    const url = `${ready.control}/api/v1/${stream}/live`;
    const reply = await fetch(url, { headers, signal: stop });
    for await (const part of reply.body ?? []) {
      load.events +=
        Buffer.from(part as Uint8Array)
          .toString('latin1')
          .split('data:').length - 1;
    }
  }

  /** Again and again, until it is over; what a killed engine leaves unanswered was not acknowledged. */
  async function lane(pauseMs: number, work: (ready: Ready) => Promise<void>): Promise<void> {
    while (!stop.aborted) {
      const ready = engine();
      if (ready !== null) {
        await work(ready).catch((error: unknown) => {
          if (engine() === ready && !stop.aborted) refuse(String(error).slice(0, 120));
        });
      }
      await sleep(pauseMs);
    }
  }

  const lanes = KINDS.flatMap((kind) => {
    const { lanes: count, pauseMs } = LANES[kind];
    return Array.from({ length: count }, () => lane(pauseMs, (ready) => send(kind, ready)));
  });
  lanes.push(lane(500, search));
  for (const stream of STREAMS) lanes.push(lane(50, (ready) => read(stream, ready)));
  return { load, ended: Promise.all(lanes) };
}
