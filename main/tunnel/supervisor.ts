import type { TunnelConfig, TunnelState } from '../../preload/contract/tunnel.ts';
import type { Clock } from '../lib/clock.ts';
import { step } from './machine.ts';
import {
  initialModel,
  toState,
  type Command,
  type Model,
  type Remembered,
  type TunnelEvent,
} from './model.ts';
import type { Probe } from './probe.ts';
import type {
  OpenSession,
  Session,
  SessionOrder,
  SessionReport,
} from './sessions/session-protocol.ts';
import type { Timings } from './timings.ts';

/** Called for what went wrong and is nobody's to catch. */
export type TunnelLog = (message: string, error: unknown) => void;

/** What outlives the process. Called often; must not throw. */
export interface TunnelRecords {
  outageBegins(at: number, reason: string): void;
  outageEnds(at: number): void;
  remember(remembered: Remembered): void;
  proven(at: number): void;
}

export interface SupervisorParts {
  config: TunnelConfig;
  remembered: Remembered | null;
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
  timings: Timings;
  openSession: OpenSession;
  probe: Probe;
  /** Changes when the machine moves to another network. */
  networkId: () => string;
  intakePort: () => number;
  records: TunnelRecords;
  onState: (state: TunnelState) => void;
  /** The computer slept, or joined another network. */
  onWoke?: () => void;
  log: TunnelLog;
}

export interface Supervisor extends AsyncDisposable {
  state(): TunnelState;
  switchTo(config: TunnelConfig): void;
  dismissNotice(): void;
  /** To be called when the computer resumes; a sleep is also noticed without. */
  wake(): void;
}

/** Carries out what `step` decides, with the effects it is given. Nothing is decided here. */
export function createSupervisor(parts: SupervisorParts): Supervisor {
  const { clock, timings, records, log } = parts;
  let model: Model = initialModel(parts.config, parts.remembered, clock.now());
  let session: Session | undefined;
  let cancelTimer = (): void => {};
  let probeOut: AbortController | undefined;
  let disposed = false;
  const closing = new Set<Promise<void>>();
  const events: TunnelEvent[] = [];
  let running = false;

  /** Events that come up while commands run wait their turn. */
  function dispatch(event: TunnelEvent): void {
    events.push(event);
    if (running) return;
    running = true;
    try {
      for (let next = events.shift(); next !== undefined; next = events.shift()) apply(next);
    } finally {
      running = false;
    }
  }

  function apply(event: TunnelEvent): void {
    if (disposed) return;
    const before = model;
    const next = step(model, event, { now: clock.now(), random: parts.random, timings });
    model = next.model;
    for (const command of next.commands) run(command);
    if (event.type === 'alive') return;
    if (JSON.stringify(toState(before)) !== JSON.stringify(toState(model))) {
      parts.onState(toState(model));
    }
  }

  function run(command: Command): void {
    switch (command.do) {
      case 'open':
        return open(command.order);
      case 'close':
        return close();
      case 'probe':
        void lookAt(command.url, command.timeoutMs);
        return;
      case 'forget-probe':
        probeOut?.abort();
        probeOut = undefined;
        return;
      case 'wait':
        cancelTimer();
        cancelTimer = clock.after(command.ms, () => dispatch({ type: 'due' }));
        return;
      case 'stop-waiting':
        return cancelTimer();
      case 'outage-begins':
        return records.outageBegins(command.at, command.reason);
      case 'outage-ends':
        return records.outageEnds(command.at);
      case 'remember':
        return records.remember(command.remembered);
      case 'proven':
        return records.proven(command.at);
      default:
        return command satisfies never;
    }
  }

  function open(order: SessionOrder): void {
    close();
    const opened = parts.openSession({ ...order, localPort: parts.intakePort() }, (report) => {
      // A session on its way out may still have something to say.
      if (session === opened) dispatch(toEvent(report));
    });
    session = opened;
  }

  function close(): void {
    if (session === undefined) return;
    const end = closeQuietly(session);
    session = undefined;
    closing.add(end);
    void end.finally(() => closing.delete(end));
  }

  async function closeQuietly(old: Session): Promise<void> {
    try {
      await old.close();
    } catch (error) {
      log('A tunnel session did not close.', error);
    }
  }

  async function lookAt(url: string, timeoutMs: number): Promise<void> {
    probeOut?.abort();
    const mine = new AbortController();
    probeOut = mine;
    const result = await parts.probe(url, timeoutMs, mine.signal);
    if (probeOut !== mine) return;
    probeOut = undefined;
    dispatch({ type: 'probed', result });
  }

  const heart = startHeartbeat(parts, (sleptFrom) => {
    dispatch({ type: 'woke', sleptFrom });
    parts.onWoke?.();
  });

  return {
    state: () => toState(model),
    switchTo: (config) => dispatch({ type: 'switch', config }),
    dismissNotice: () => dispatch({ type: 'notice-dismissed' }),
    wake: () => heart.wake(),
    async [Symbol.asyncDispose]() {
      disposed = true;
      heart.stop();
      cancelTimer();
      probeOut?.abort();
      close();
      await Promise.all(closing);
    },
  };
}

function toEvent(report: SessionReport): TunnelEvent {
  return report;
}

/**
 * Notices sleep by a beat that comes late on the wall clock, and another network by its addresses.
 * Timers alone would sleep on: on some systems they stand still with the computer.
 */
function startHeartbeat(
  { clock, timings, networkId }: SupervisorParts,
  onWake: (sleptFrom: number | null) => void,
): { wake(): void; stop(): void } {
  let beatAt = clock.now();
  let network = networkId();
  let cancel = next();

  function next(): () => void {
    return clock.after(timings.heartbeatMs, beat);
  }

  function sleptFrom(): number | null {
    const late = clock.now() - beatAt - timings.heartbeatMs;
    return late >= timings.sleepJumpMs ? beatAt : null;
  }

  function beat(always = false): void {
    const slept = sleptFrom();
    const known = network;
    beatAt = clock.now();
    network = networkId();
    cancel = next();
    if (always || slept !== null || network !== known) onWake(slept);
  }

  return {
    wake: () => {
      cancel();
      beat(true);
    },
    stop: () => cancel(),
  };
}
