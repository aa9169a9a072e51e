import { pino } from 'pino';
import { vi } from 'vitest';
import { BackstitchError } from '../../main/lib/errors.ts';
import { createPublisher } from '../../main/lib/publisher.ts';
import type { DesktopEngine, NoticeTold } from '../../main/desktop/engine-port.ts';
import { keychainProtection } from '../../main/desktop/keychain.ts';
import { runDesktop } from '../../main/desktop/lifecycle.ts';
import { startUtilityProcess } from '../../main/desktop/utility-process.ts';
import type { CaptureEvent, CaptureSummary } from '../../preload/contract/captures.ts';
import { type Import, ImportId } from '../../preload/contract/interchange/imports.ts';
import { CaptureId } from '../../preload/contract/shapes.ts';
import type { Settings } from '../../preload/contract/system.ts';
import { TunnelConfig, type TunnelState } from '../../preload/contract/tunnel.ts';
import type { Prefs } from '../../preload/contract/window/prefs.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { electronDouble } from './electron-double.ts';
import { manualClock } from './manual-clock.ts';
import { PATIENCE_MS } from '../helpers/until.ts';
import { utilityDouble } from './utility-double.ts';

export function captureNamed(id: string, change: Partial<CaptureSummary> = {}): CaptureSummary {
  return {
    id: CaptureId.parse(id),
    receivedAt: 0,
    durationMs: 1,
    method: 'POST',
    target: '/hooks/orders',
    endpointId: null,
    endpointName: 'Inbox',
    sizeBytes: 2,
    contentType: null,
    status: 200,
    decidedBy: 'respond',
    reason: null,
    failure: null,
    cut: false,
    viaTunnel: false,
    pinned: false,
    hasNote: false,
    replayOf: null,
    provider: null,
    eventType: null,
    signature: null,
    ...change,
  };
}

export function tunnelIn(change: Partial<TunnelState> = {}): TunnelState {
  return {
    phase: 'off',
    publicUrl: null,
    since: 0,
    reason: null,
    notice: null,
    nextTryAt: null,
    lastProbe: null,
    config: TunnelConfig.parse({ mode: 'off' }),
    detail: { problem: null, hostKey: null, pid: null, lines: [] },
    ...change,
  };
}

/** What Electron gives to the engine. */
export function hosted(utilityProcess = utilityDouble()) {
  const safeStorage = {
    isEncryptionAvailable: () => false,
    encryptString: (text: string) => Buffer.from(text),
    decryptString: (bytes: Buffer) => bytes.toString(),
  };
  return {
    protection: keychainProtection(safeStorage),
    startProcess: startUtilityProcess(utilityProcess),
    showFolder: () => Promise.resolve(),
  };
}

/** A file that was read. */
const READ: Omit<Import, 'id'> = {
  at: 0,
  format: 'har',
  name: 'some.har',
  state: 'read',
  captures: 0,
  progress: null,
  file: null,
};

/** An engine of which only the side towards the desktop exists. */
function engineDouble() {
  const tunnel = createPublisher<TunnelState>();
  const arrivals = createPublisher<CaptureEvent>();
  const notices = createPublisher<NoticeTold>();
  const prefs = createPublisher<Prefs>();
  const noted = {
    served: 0,
    wakes: 0,
    disposed: 0,
    puts: [] as TunnelConfig[],
    programs: [] as string[],
    files: [] as string[],
  };
  const settings: Settings = {
    bodyCapBytes: 1024,
    keepCount: 100,
    keepDays: 1,
    keepBytes: 10_000_000,
    notifyOnArrival: false,
  };
  const engine: DesktopEngine = {
    intakeUrl: 'http://127.0.0.1:8976',
    servePort(port) {
      noted.served += 1;
      port.on('message', ({ data }) => port.postMessage(`engine heard ${String(data)}`));
      port.start();
    },
    tunnel: {
      live: (signal) => tunnel.subscribe(signal),
      put: (config) => {
        noted.puts.push(config);
        return Promise.resolve(tunnelIn({ config }));
      },
      useProgram: async (path) => {
        noted.programs.push(path);
        if (path.includes('broken'))
          throw new BackstitchError('TUNNEL_INVALID', `${path} is broken.`);
        return tunnelIn({});
      },
    },
    arrivals: (signal) => arrivals.subscribe(signal),
    notices: (signal) => notices.subscribe(signal),
    prefs: (signal) => prefs.subscribe(signal),
    settings: () => settings,
    readFile: async (path) => {
      noted.files.push(path);
      if (path.includes('broken'))
        throw new BackstitchError('IMPORT_INVALID', `${path} is broken.`);
      return { ...READ, id: ImportId.parse(`import-${noted.files.length}`) };
    },
    wake: () => void (noted.wakes += 1),
    [Symbol.asyncDispose]: () => {
      noted.disposed += 1;
      return Promise.resolve();
    },
  };
  return { engine, noted, settings, tunnel, arrivals, notices, prefs };
}

/** The desktop app, run on doubles of Electron and of the engine, with a data directory of its own. */
export async function startDesktop(
  options: {
    electron?: ReturnType<typeof electronDouble>;
    dataDir?: string;
    argv?: string[];
    platform?: NodeJS.Platform;
    startEngine?: (usual: DesktopEngine) => Promise<DesktopEngine>;
  } = {},
) {
  const dir = options.dataDir === undefined ? tempDir() : undefined;
  const dataDir = options.dataDir ?? dir?.path ?? '';
  const electron = options.electron ?? electronDouble();
  const double = engineDouble();
  const clock = manualClock();
  const { startEngine } = options;
  await runDesktop({
    electron: electron.parts,
    startEngine: () => startEngine?.(double.engine) ?? Promise.resolve(double.engine),
    dataDir,
    paths: { page: dataDir, preload: '/app/preload.cjs', resources: '/app/resources' },
    argv: options.argv ?? [],
    platform: options.platform ?? 'linux',
    log: pino({ level: 'silent' }),
    clock,
  });
  return {
    ...double,
    electron,
    clock,
    dataDir,
    /** The window last made. */
    window() {
      const window = electron.windows.at(-1);
      if (!window) throw new Error('No window was made.');
      return window;
    },
    [Symbol.dispose]: () => dir?.[Symbol.dispose](),
  };
}

/** Waits until `check` no longer throws: what a live stream brings takes a turn or two. */
export function eventually(check: () => void): Promise<void> {
  return vi.waitFor(check, { interval: 5, timeout: PATIENCE_MS });
}
