import type { Database } from 'better-sqlite3';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import type {
  Outage,
  TunnelChoice,
  TunnelProgram,
  TunnelState,
  TunnelWish,
} from '../../preload/contract/tunnel.ts';
import { systemClock, type Clock } from '../lib/clock.ts';
import { BackstitchError } from '../lib/errors.ts';
import { createListeners } from '../lib/listeners.ts';
import { createPublisher } from '../lib/publisher.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { isStorageError } from '../store/health.ts';
import { chosen } from './choice.ts';
import { checkConfig } from './config.ts';
import { networkId } from './network-id.ts';
import { readTunnelOrigin, type TunnelOrigin } from './origin.ts';
import { createProbe } from './probe.ts';
import { createProbeResponder, type ProbeResponder } from './probe-responder.ts';
import { openCommands } from './commands.ts';
import type { CheckRelay } from './sessions/localtunnel/localtunnel.ts';
import { openSessions } from './sessions/sessions.ts';
import { createSupervisor, type TunnelLog } from './supervisor.ts';
import { PRODUCTION, type Timings } from './timings.ts';
import { openTunnelStore } from './tunnel-store.ts';

export interface TunnelParts {
  db: Database;
  commit: GroupCommit;
  /** Asked at each new session; the intake listens by then. */
  intakePort: () => number;
  /** Whether a relay may be connected to, and at which addresses. */
  checkRelay: CheckRelay;
  /** The text of a named secret; undefined where there is none. */
  secretOf: (name: string) => string | undefined;
  /** Where the number of a program that is running is kept. */
  pidFile: string;
  log: TunnelLog;
  /** Default: those of this process, and the user's file. */
  env?: NodeJS.ProcessEnv;
  knownHosts?: string;
  clock?: Clock;
  /** In [0, 1). */
  random?: () => number;
  timings?: Timings;
}

export interface TunnelRoom extends AsyncDisposable {
  /** Takes up the kept configuration. To be called once the intake listens. */
  start(): void;
  get(): TunnelState;
  /**
   * Keeps and applies a configuration; the one in use already means: try again now.
   *
   * @throws BackstitchError TUNNEL_INVALID, STORE_UNAVAILABLE
   */
  put(config: TunnelWish): Promise<TunnelState>;
  /**
   * What whoever starts Backstitch asks for; a file with a program comes in by this way only.
   *
   * @throws BackstitchError TUNNEL_INVALID, STORE_UNAVAILABLE
   */
  choose(choice: TunnelChoice): Promise<TunnelState>;
  /** Programs of presets, and the one that was handed over. */
  programs(): TunnelProgram[];
  dismissNotice(): TunnelState;
  /** Newest first; those that had not ended by `since`. */
  outages(input: { since: number }): Outage[];
  /** The present state first, then each change. */
  subscribe(signal?: AbortSignal): AsyncGenerator<TunnelState, void, void>;
  /** Calls back at each change, until the returned function is called. */
  onChange(listener: () => void): () => void;
  /** Calls back when the computer woke or joined another network. */
  onWake(listener: () => void): () => void;
  /** Without closing slash; kept while reconnecting, null while there is none. */
  publicUrl(): string | null;
  readOrigin(headers: readonly HeaderPair[]): TunnelOrigin;
  readonly probes: ProbeResponder;
  /** The computer resumed. */
  wake(): void;
}

/** The tunnel of this engine: configuration, supervisor, outages, and what the intake asks. */
export function openTunnel(parts: TunnelParts): TunnelRoom {
  const clock = parts.clock ?? systemClock;
  const store = openTunnelStore(parts.db, parts.commit);
  const probes = createProbeResponder();
  const states = createPublisher<TunnelState>();
  const listeners = new Set<() => void>();
  const woke = createListeners();
  let config = store.config();
  let started = false;
  const env = parts.env ?? process.env;
  const timings = parts.timings ?? PRODUCTION;
  const commands = openCommands(parts.pidFile, env, timings.stopMs);

  const supervisor = createSupervisor({
    config: { ...config, mode: 'off' },
    remembered: store.remembered(),
    clock,
    random: parts.random ?? Math.random,
    timings,
    openSession: openSessions({
      checkRelay: parts.checkRelay,
      secretOf: parts.secretOf,
      knownHosts: parts.knownHosts,
      own: commands.own,
      pids: commands.pids,
      env,
      stopMs: timings.stopMs,
    }),
    probe: createProbe(probes),
    networkId,
    intakePort: parts.intakePort,
    records: { ...store, proven: store.alive },
    onState(state) {
      states.publish(state);
      for (const listener of listeners) listener();
    },
    onWoke: () => woke.tell(),
    log: parts.log,
  });

  const state = (): TunnelState => ({ ...supervisor.state(), config });

  async function put(wanted: TunnelWish): Promise<TunnelState> {
    const checked = checkConfig(wanted, { env, isHandedOver: () => commands.own() !== null });
    await save(store.saveConfig(checked));
    config = checked;
    if (!started) return state();
    if (checked.mode === 'off') store.alive(null);
    supervisor.switchTo(checked);
    return state();
  }

  return {
    start() {
      if (started) return;
      started = true;
      store.closeLastRun(clock.now());
      commands.pids.sweep().catch((error: unknown) => {
        parts.log('A program of the last run could not be ended.', error);
      });
      supervisor.switchTo(config);
    },
    get: state,
    put,
    async choose(choice) {
      if (choice.commandFile !== undefined) await commands.handOver(choice.commandFile);
      return put(chosen(choice, config, env));
    },
    programs: commands.list,
    dismissNotice() {
      supervisor.dismissNotice();
      return state();
    },
    outages({ since }) {
      // What was noticed a moment ago rides with the next group; a reader wants it now.
      parts.commit.flush();
      return store.outages(since);
    },
    async *subscribe(signal) {
      const changes = states.subscribe(signal);
      yield state();
      yield* changes;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onWake: woke.add,
    publicUrl: () => supervisor.state().publicUrl,
    readOrigin: (headers) => readTunnelOrigin(headers, hostOf(supervisor.state().publicUrl)),
    probes,
    wake: supervisor.wake,
    async [Symbol.asyncDispose]() {
      const { phase } = supervisor.state();
      if (phase !== 'off' && phase !== 'failed') store.alive(clock.now());
      states.close();
      listeners.clear();
      await supervisor[Symbol.asyncDispose]();
    },
  };
}

function hostOf(publicUrl: string | null): string | null {
  return publicUrl === null ? null : new URL(publicUrl).host;
}

async function save(saving: Promise<void>): Promise<void> {
  try {
    await saving;
  } catch (cause) {
    if (!isStorageError(cause)) throw cause;
    throw new BackstitchError('STORE_UNAVAILABLE', undefined, {
      hint: 'The tunnel stays as it was. Free some space, or check the data directory.',
      cause,
    });
  }
}
