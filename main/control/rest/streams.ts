import type { ServerResponse } from 'node:http';
import { publicError } from '../public-error.ts';

/** Live streams over REST, as Server-Sent Events. */
export interface Streams {
  /** Aborts when the transport stops. */
  readonly stopping: AbortSignal;
  readonly keepAliveMs: number;
  /**
   * Lets one more stream begin.
   *
   * @throws TOO_MANY_STREAMS as a public error
   */
  admit(response: ServerResponse): void;
  /** The same values until the transport stops; whatever ends them, the reader is told `event: done`. */
  carry<T>(values: AsyncIterator<T>): AsyncGenerator<T, object, void>;
  /** Ends all of them, and what else only waits. */
  close(): void;
}

/** A comment where nothing was said for so long: proxies and readers see that the connection lives. */
const KEEP_ALIVE_MS = 15_000;
const AT_MOST = 100;
/** A reader that takes nothing for so long, while bytes wait for it, has gone away or hangs. */
const STALLED_MS = 20_000;

export interface StreamLimits {
  atMost?: number;
  stalledMs?: number;
  keepAliveMs?: number;
}

export function createStreams({
  atMost = AT_MOST,
  stalledMs = STALLED_MS,
  keepAliveMs = KEEP_ALIVE_MS,
}: StreamLimits = {}): Streams {
  const open = new Set<ServerResponse>();
  const stop = new AbortController();

  return {
    stopping: stop.signal,
    keepAliveMs,
    admit(response) {
      if (open.size >= atMost) throw publicError('TOO_MANY_STREAMS');
      open.add(response);
      const unwatch = closeWhenStalled(response, stalledMs);
      response.once('close', () => {
        open.delete(response);
        unwatch();
      });
      // A proxy that gathers an answer would show nothing of it.
      response.setHeader('X-Accel-Buffering', 'no');
    },
    async *carry<T>(values: AsyncIterator<T>) {
      let end = (): void => {};
      const tell = (): void => end();
      stop.signal.addEventListener('abort', tell, { once: true });
      try {
        while (!stop.signal.aborted) {
          const next = await new Promise<IteratorResult<T>>((resolve, reject) => {
            end = () => resolve({ done: true, value: undefined });
            values.next().then(resolve, reject);
          });
          if (next.done === true) break;
          yield next.value;
        }
        return {};
      } finally {
        stop.signal.removeEventListener('abort', tell);
        // One that waits for its next value ends with the signal of its caller, and nobody hears it.
        Promise.resolve(values.return?.()).catch(() => {});
      }
    },
    close: () => stop.abort(),
  };
}

/** Bytes are handed on as the reader takes them, so one that hangs holds little, but for ever. */
function closeWhenStalled(response: ServerResponse, stalledMs: number): () => void {
  let since: number | undefined;
  const look = setInterval(() => {
    if (!response.writableNeedDrain) since = undefined;
    else if (since === undefined) since = performance.now();
    else if (performance.now() - since >= stalledMs) response.destroy();
  }, stalledMs / 4);
  look.unref();
  response.on('drain', () => (since = undefined));
  return () => clearInterval(look);
}
