import { createHash, randomUUID } from 'node:crypto';
import type { Simulation } from '../../preload/contract/simulator.ts';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { createPublisher } from '../lib/publisher.ts';
import { exchange, type ExchangeResult } from '../outbound/exchange.ts';
import { targetUrl } from '../outbound/target.ts';
import type { CheckedTarget } from './checked-target.ts';
import { numberAt, readSettled } from './check.ts';
import { createMessages } from './messages.ts';
import type { SimulationParts, SimulationTools } from './simulation-parts.ts';
import { runPlan } from './run.ts';
import { createTally, type Tally } from './tally.ts';
import { type Growth, verdictOf } from './verdict.ts';

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
  const messages = createMessages(parts, tools, startedAt);
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
    const { captureId } = input;
    const head = { id, url: targetUrl(to.target), captureId, events, seed, startedAt, durationMs };
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
    const made = messages.request(event, clock.now());
    const request = { ...made, timeoutMs, answerCapBytes };
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
