import { pino } from 'pino';
import { startEngine as start, type Engine, type EngineOptions } from '../../main/engine/engine.ts';
import type { CaptureSummary } from '../../preload/contract/captures.ts';
import { putEmptyStore } from './empty-store.ts';
import { tempDir } from './temp-dir.ts';
import { until } from './until.ts';

export interface TestEngine extends AsyncDisposable {
  engine: Engine;
  url: string;
  port: number;
  dataDir: string;
  /** Newest first, once there are `count` and all of them have their outcome. */
  captures(count: number, search?: string): Promise<CaptureSummary[]>;
  stop(): Promise<void>;
}

/** A real engine on a free port with a database of its own. */
export async function startTestEngine(options: Partial<EngineOptions> = {}): Promise<TestEngine> {
  const dir = options.dataDir ? undefined : tempDir();
  const dataDir = options.dataDir ?? dir?.path ?? '';
  putEmptyStore(dataDir);
  const engine = await start({
    face: 'browser',
    log: pino({ level: 'silent' }),
    showFolder: () => Promise.resolve(),
    ...options,
    dataDir,
    intake: { port: 0, ...options.intake },
  });
  let stopped = false;
  async function stop(): Promise<void> {
    if (stopped) return;
    stopped = true;
    await engine[Symbol.asyncDispose]();
  }
  return {
    engine,
    url: engine.intakeUrl,
    port: Number(new URL(engine.intakeUrl).port),
    dataDir,
    async captures(count, search = '') {
      return until(async () => {
        const { items } = await engine.captures.list({ search, limit: 500 });
        return items.length >= count && items.every((item) => item.durationMs !== null) && items;
      }, `not ${count} captures with their outcome`);
    },
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
      dir?.[Symbol.dispose]();
    },
  };
}
