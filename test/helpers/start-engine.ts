import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { startEngine as start, type Engine, type EngineOptions } from '../../main/engine.ts';
import type { CaptureSummary } from '../../preload/contract/captures.ts';
import { tempDir } from './temp-dir.ts';

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
  const engine = await start({
    face: 'browser',
    log: pino({ level: 'silent' }),
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
      for (let i = 0; i < 400; i += 1) {
        const { items } = await engine.captures.list({ search, limit: 500 });
        if (items.length >= count && items.every((item) => item.durationMs !== null)) return items;
        await sleep(10);
      }
      const { items } = await engine.captures.list({ search, limit: 500 });
      throw new Error(`${items.length} captures, expected ${count}`);
    },
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
      dir?.[Symbol.dispose]();
    },
  };
}
