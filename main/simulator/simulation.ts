import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { fillBody } from '../../preload/rules/simulation-body.ts';
import type { PlannedSend, Simulation, SimulationInput } from '../../preload/contract/simulator.ts';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import type { Clock } from '../lib/clock.ts';
import { createPublisher } from '../lib/publisher.ts';
import { exchange, type ExchangeResult } from '../outbound/exchange.ts';
import type { Resolve } from '../outbound/resolve.ts';
import { targetUrl } from '../outbound/target.ts';
import type { CheckedTarget } from './checked-target.ts';
import { numberAt, readSettled } from './check.ts';
import { happensAt } from './plan.ts';
import { runPlan } from './run.ts';
import { webhookHeaders } from './sign.ts';
import { createTally, type Tally } from './tally.ts';
import { type Growth, verdictOf } from './verdict.ts';

export interface SimulationTools {
  clock: Clock;
  resolve: Resolve;
  version: string;
  installId: string;
  log: (message: string, error: unknown) => void;
}

export interface SimulationParts {
  input: SimulationInput;
  plan: readonly PlannedSend[];
  to: CheckedTarget;
  check: CheckedTarget | null;
  /** What the check URL said before. */
  before: number | null;
  /** Signs; left out: nothing is signed. */
  secret: string | undefined;
}

export interface RunningSimulation {
  readonly id: string;
  readonly tally: Tally;
  snapshot(): Simulation;
  /** The simulation now, then after each step a reader can keep up with, until it ends. */
  live(signal?: AbortSignal): AsyncGenerator<Simulation, void, void>;
  cancel(): void;
  /** Settles when nothing is under way any more; never rejects. */
  ended: Promise<void>;
}

const TELL_EVERY_MS = 200;
const ANSWER_KEPT_BYTES = 64 * 1024;
const SHOWN_CHARACTERS = 300;

/** Plays a provider: sends the plan, counts the answers, judges the handler. */
export function startSimulation(parts: SimulationParts, tools: SimulationTools): RunningSimulation {
  const { input, plan, to } = parts;
  const { clock } = tools;
  const stop = new AbortController();
  const steps = createPublisher<true>();
  const id = randomUUID();
  const startedAt = clock.now();
  const messages = createMessages(parts, startedAt);
  const tally = createTally(messages.heads, plan.length);
  const durationMs = plan.at(-1)?.atMs ?? 0;
  const now: Pick<Simulation, 'state' | 'endedAt' | 'note'> & { growth: Growth | null } = {
    state: 'running',
    endedAt: null,
    note: null,
    growth: parts.before === null ? null : { before: parts.before, after: null, problem: null },
  };
  let telling: (() => void) | undefined;

  function tell(): void {
    telling ??= clock.after(TELL_EVERY_MS, () => {
      telling = undefined;
      steps.publish(true);
    });
  }

  function snapshot(): Simulation {
    const { growth, ...rest } = now;
    const summary = tally.summary();
    const { seed, events } = input;
    const head = { id, url: targetUrl(to.target), events, seed, startedAt, durationMs };
    const duplicates = tally.duplicates();
    return {
      ...head,
      ...rest,
      summary,
      ...tally.slices(Math.max(durationMs, (rest.endedAt ?? clock.now()) - startedAt)),
      check: growth,
      verdict: verdictOf({ state: rest.state, summary, duplicates, growth }),
    };
  }

  async function send(event: number, signal: AbortSignal): Promise<ExchangeResult> {
    const { timeoutMs } = input;
    const answerCapBytes = ANSWER_KEPT_BYTES;
    const request = { ...messages.request(event, clock.now(), tools), timeoutMs, answerCapBytes };
    const { checkAddresses } = to;
    const { resolve } = tools;
    return exchange({ ...request, signal }, { clock, resolve, checkAddresses });
  }

  async function checkAgain(): Promise<void> {
    const { check } = parts;
    if (check === null || now.growth === null) return;
    now.state = 'checking';
    steps.publish(true);
    const expected = now.growth.before + tally.summary().accepted;
    const read = () => readNumber(check, input.check?.path ?? '', tools, stop.signal);
    const after = await readSettled(read, expected, { clock, signal: stop.signal });
    now.growth =
      'value' in after
        ? { ...now.growth, after: after.value }
        : { ...now.growth, problem: after.problem };
  }

  async function run(): Promise<void> {
    const work = { plan, retryGapsMs: input.retryGapsMs, tally, signal: stop.signal };
    try {
      now.note = await runPlan(work, { clock, send, digest, tell });
      const canceled = stop.signal.aborted;
      if (!canceled) await checkAgain();
      now.state = stop.signal.aborted ? 'canceled' : 'finished';
    } catch (error) {
      tools.log('A simulation failed.', error);
      now.note = 'Backstitch failed; its log says why.';
      now.state = 'canceled';
    }
    now.endedAt = clock.now();
    telling?.();
    steps.publish(true);
    steps.close();
  }

  return {
    id,
    tally,
    snapshot,
    live(signal) {
      const changes = steps.subscribe(signal);
      return follow(snapshot, changes);
    },
    cancel: () => stop.abort(),
    ended: run(),
  };
}

const isOver = ({ state }: Simulation): boolean => state === 'finished' || state === 'canceled';

async function* follow(
  snapshot: () => Simulation,
  changes: AsyncGenerator<true, void, void>,
): AsyncGenerator<Simulation, void, void> {
  const first = snapshot();
  yield first;
  if (isOver(first)) return;
  for await (const _ of changes) {
    const next = snapshot();
    yield next;
    if (isOver(next)) return;
  }
}

/** The events with their ids and bodies. Both stay the same for every sending of an event. */
function createMessages({ input, plan, to, secret }: SimulationParts, startedAt: number) {
  // New for each run, also with the same seed: a handler must not know the events of an earlier one.
  const run = randomBytes(9).toString('hex');
  const copies = new Map<number, number>();
  const late = new Set<number>();
  for (const send of plan) {
    copies.set(send.event, (copies.get(send.event) ?? 0) + 1);
    if (send.late) late.add(send.event);
  }
  const heads = Array.from({ length: input.events }, (_, i) => ({
    id: `msg_${run}${String(i + 1).padStart(5, '0')}`,
    type: input.eventTypes[i % input.eventTypes.length] ?? '',
    late: late.has(i + 1),
    copies: copies.get(i + 1) ?? 1,
  }));
  const uuids = heads.map(() => randomUUID());

  function bodyOf(index: number): Buffer {
    const { id = '', type = '' } = heads[index] ?? {};
    const happenedAt = startedAt + happensAt(input, index);
    const words = { n: index + 1, id, uuid: uuids[index] ?? '', type, happenedAt };
    return Buffer.from(fillBody(input.body, words));
  }

  return {
    heads,
    request(event: number, atMs: number, { version, installId }: SimulationTools) {
      const body = bodyOf(event - 1);
      const headers: HeaderPair[] = [
        ['Host', to.target.authority],
        ['Content-Type', input.contentType],
        ['Content-Length', String(body.length)],
        ['User-Agent', `Backstitch/${version}`],
        ...webhookHeaders({ id: heads[event - 1]?.id ?? '', atMs, body }, secret),
        ['Via', `1.1 backstitch-${installId}`],
        ['Connection', 'close'],
      ];
      const sent = { kind: 'memory' as const, bytes: body };
      return { target: to.target, method: 'POST', headers, body: sent };
    },
  };
}

function digest({ status, body }: ExchangeResult) {
  if (status === null) return { bodyHash: null, bodyStart: '' };
  const bodyHash = createHash('sha256').update(body).digest('hex').slice(0, 16);
  return { bodyHash, bodyStart: body.subarray(0, 1200).toString().slice(0, SHOWN_CHARACTERS) };
}

/** One GET of the check URL. */
export async function readNumber(
  check: CheckedTarget,
  path: string,
  { clock, resolve, version, installId }: SimulationTools,
  signal?: AbortSignal,
): Promise<{ value: number } | { problem: string }> {
  const { target, checkAddresses } = check;
  const headers: HeaderPair[] = [
    ['Host', target.authority],
    ['Accept', 'application/json'],
    ['User-Agent', `Backstitch/${version}`],
    ['Via', `1.1 backstitch-${installId}`],
    ['Connection', 'close'],
  ];
  const body = { kind: 'memory' as const, bytes: Buffer.alloc(0) };
  const request = { target, method: 'GET', headers, body, timeoutMs: 10_000, signal };
  const result = await exchange(request, { clock, resolve, checkAddresses });
  if (result.status === null) return { problem: result.error ?? 'The check URL did not answer.' };
  if (result.status < 200 || result.status > 299) {
    return { problem: `The check URL answered ${result.status}.` };
  }
  return numberAt(result.body.toString(), path);
}
