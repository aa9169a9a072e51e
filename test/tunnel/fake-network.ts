import { PRODUCTION, type Timings } from '../../main/tunnel/timings.ts';
import { createSupervisor, type Supervisor } from '../../main/tunnel/supervisor.ts';
import type { Remembered } from '../../main/tunnel/model.ts';
import type { ProbeResult } from '../../main/tunnel/probe.ts';
import type { Refusal, SessionReport } from '../../main/tunnel/sessions/session-protocol.ts';
import { TunnelConfig, type TunnelState } from '../../preload/contract/tunnel.ts';
import { fakeClock, type FakeClock } from './fake-clock.ts';

export const LOCALTUNNEL: TunnelConfig = TunnelConfig.parse({
  mode: 'localtunnel',
  host: 'https://relay.example',
});

/** What the world outside does at the moment. */
export type Network =
  | 'up'
  /** Every packet vanishes: nothing fails, nothing answers. */
  | 'black-hole'
  /** Packets vanish, but what was open stays open. */
  | 'lossy'
  /** Everything fails at once. */
  | 'refusing';

export interface Outage {
  from: number;
  to: number | null;
  reason: string;
}

export interface World {
  clock: FakeClock;
  supervisor: Supervisor;
  states: TunnelState[];
  outages: Outage[];
  remembered: Remembered[];
  /** Names asked for, in order. */
  orders: string[];
  sessionsOpen: number;
  probes: number[];
  setNetwork(network: Network): void;
  /** What the relay answers a wished name with. */
  nameFor: (wished: string) => string;
  refusal: Refusal | null;
  networkId: string;
  /** Lets the newest session speak. */
  say(report: SessionReport): void;
  phase(): TunnelState['phase'];
}

const SYN_AGAIN_MS = [0, 1000, 3000, 7000];
const REGISTER_MS = 300;
const ROUND_TRIP_MS = 200;

/**
 * A supervisor in a made-up world with a clock of its own. A connection that begins while packets
 * vanish gets through at the next of TCP's repetitions (after 1, 3 and 7 s).
 */
export function createWorld(
  options: { random?: () => number; timings?: Timings; remembered?: Remembered } = {},
): World {
  const clock = fakeClock();
  let network: Network = 'up';
  let newest: ((report: SessionReport) => void) | undefined;
  const dead = new Set<number>();
  let session = 0;
  const world: Omit<World, 'supervisor' | 'setNetwork' | 'say' | 'phase'> = {
    clock,
    states: [],
    outages: [],
    remembered: [],
    orders: [],
    sessionsOpen: 0,
    probes: [],
    nameFor: (wished) => wished || 'given-name',
    refusal: null,
    networkId: 'home',
  };

  const supervisor = createSupervisor({
    config: { ...LOCALTUNNEL, mode: 'off' },
    remembered: options.remembered ?? null,
    clock,
    random: options.random ?? (() => 0.5),
    timings: options.timings ?? PRODUCTION,
    networkId: () => world.networkId,
    intakePort: () => 8976,
    openSession(order, report) {
      session += 1;
      const mine = session;
      const wished = order.mode === 'localtunnel' ? order.subdomain : '';
      world.orders.push(wished);
      world.sessionsOpen += 1;
      newest = report;
      const cancels = SYN_AGAIN_MS.map((ms) => clock.after(ms, () => tryToRegister(ms)));
      function tryToRegister(ms: number): void {
        if (network === 'black-hole' || network === 'lossy') return;
        for (const cancel of cancels) cancel();
        clock.after(ms === 0 ? REGISTER_MS : 100, () => report(registration(wished)));
      }
      return {
        close: () => {
          for (const cancel of cancels) cancel();
          dead.add(mine);
          world.sessionsOpen -= 1;
          return Promise.resolve();
        },
      };
    },
    probe: (_url, timeoutMs, signal) => {
      world.probes.push(clock.now());
      return fakeProbe(timeoutMs, signal);
    },
    records: {
      outageBegins: (from, reason) => world.outages.push({ from, to: null, reason }),
      outageEnds: (to) => Object.assign(world.outages.at(-1) ?? {}, { to }),
      remember: (it) => world.remembered.push(it),
      proven: () => {},
    },
    onState: (state) => world.states.push(state),
    log: (message, error) => {
      throw new Error(message, { cause: error });
    },
  });

  function registration(wished: string): SessionReport {
    if (network === 'refusing') {
      return { type: 'refused', refusal: { status: null, code: 'ECONNREFUSED', message: '' } };
    }
    if (world.refusal) return { type: 'refused', refusal: world.refusal };
    const name = world.nameFor(wished);
    return { type: 'registered', name, url: `https://${name}.relay.example` };
  }

  function fakeProbe(timeoutMs: number, signal: AbortSignal): Promise<ProbeResult> {
    return new Promise((resolve) => {
      const cancel = clock.after(timeoutMs, () =>
        resolve({ ok: false, timedOut: true, reason: 'The public URL did not answer in time.' }),
      );
      signal.addEventListener('abort', () => cancel());
      if (network === 'black-hole' || network === 'lossy' || dead.has(session)) return;
      clock.after(ROUND_TRIP_MS, () => {
        cancel();
        if (network === 'up') resolve({ ok: true, roundTripMs: ROUND_TRIP_MS });
        else resolve({ ok: false, timedOut: false, reason: 'The public URL answers 502.' });
      });
    });
  }

  return Object.assign(world, {
    supervisor,
    setNetwork(next: Network) {
      // A path that went through the outage is dead afterwards too, though nobody says so.
      if (session > 0 && (next === 'black-hole' || next === 'refusing')) dead.add(session);
      network = next;
    },
    say: (report: SessionReport) => newest?.(report),
    phase: () => supervisor.state().phase,
  });
}
