import type { KeptBody } from '../captures/arrival.ts';
import type { BodySink } from '../captures/body-sink.ts';
import type { Deadlines } from './deadlines.ts';
import type { Failure } from './parse-errors.ts';
import type { WatchedRequest } from './wire/wire.ts';

/** How the body of a request ended. */
export interface Received {
  body: KeptBody;
  /** Longer than the cap: only the first part is in `body`. */
  cut: boolean;
  failed: Failure | null;
}

interface ReceiveOptions {
  capBytes: number;
  deadlines: Deadlines;
  /** Aborts when the engine stops. */
  stopping: AbortSignal;
}

/**
 * Reads a body to its end, its cap, its abort or its deadline, with the disk setting the pace.
 * A sender's failure is a value; only a failing disk rejects.
 */
export function receiveBody(
  request: WatchedRequest,
  sink: BodySink,
  { capBytes, deadlines, stopping }: ReceiveOptions,
): Promise<Received> {
  return new Promise((resolve, reject) => {
    let settled = false;
    let broken: Failure | null = null;
    const deadline = deadlines.watch(() => settle({ cut: false, failed: { failure: 'timeout' } }));

    function settle(how: Omit<Received, 'body'>): void {
      if (settled) return;
      settled = true;
      deadlines.forget(deadline);
      request.off('data', onData);
      sink.finish().then((body) => resolve({ body, ...how }), reject);
    }
    function fail(error: unknown): void {
      if (settled) return;
      settled = true;
      deadlines.forget(deadline);
      sink.discard();
      reject(error instanceof Error ? error : new Error(String(error)));
    }
    /** What the parser gave out before it gave up may still lie in the stream. */
    function giveUp(): void {
      if (broken !== null && request.readableLength === 0) settle({ cut: false, failed: broken });
    }
    function gone(): void {
      const failure = stopping.aborted ? 'shutdown' : 'aborted';
      settle({ cut: false, failed: broken ?? { failure } });
    }
    function onData(chunk: Buffer): void {
      deadline.lastByteAt = performance.now();
      const room = capBytes - sink.sizeBytes;
      const taken = chunk.length > room ? chunk.subarray(0, room) : chunk;
      const quick = taken.length === 0 || sink.write(taken);
      if (taken.length < chunk.length) settle({ cut: true, failed: null });
      else if (!quick) {
        request.pause();
        sink.drained().then(() => request.resume(), fail);
      }
      giveUp();
    }

    request.on('data', onData);
    request.once('end', () => settle({ cut: false, failed: null }));
    request.once('error', gone);
    request.once('close', gone);
    if (request.exchange === undefined) return;
    request.exchange.onBroken = (failure) => {
      broken = failure;
      giveUp();
    };
  });
}
