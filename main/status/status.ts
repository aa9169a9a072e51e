import { createPublisher } from '../lib/publisher.ts';
import type { CaptureHealth, Status } from '../../preload/contract/system.ts';

const TICK_MS = 1000;

export type StatusRoom = ReturnType<typeof openStatus>;

/**
 * What the status bar shows. Readers get it at once, and then at most once a second when something
 * changed or while the rate plot still moves.
 */
export function openStatus(read: () => Status) {
  const publisher = createPublisher<Status>();
  let readers = 0;
  let dirty = false;
  const timer = setInterval(tick, TICK_MS);

  function tick(): void {
    if (readers === 0) return;
    const status = read();
    const moving = status.perSecond.some((count) => count > 0);
    if (!dirty && !moving) return;
    dirty = false;
    publisher.publish(status);
  }

  return {
    changed(): void {
      dirty = true;
    },
    get: read,
    health(): { status: 'ok' | 'paused'; version: string; capture: CaptureHealth } {
      const { capture, version } = read();
      return { status: capture.state === 'running' ? 'ok' : 'paused', version, capture };
    },
    async *live(signal?: AbortSignal): AsyncGenerator<Status, void, void> {
      const changes = publisher.subscribe(signal);
      readers += 1;
      try {
        yield read();
        yield* changes;
      } finally {
        readers -= 1;
        await changes.return();
      }
    },
    close(): void {
      clearInterval(timer);
      publisher.close();
    },
  };
}
