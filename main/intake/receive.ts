import type { IncomingMessage } from 'node:http';
import type { ArrivalFailure } from '../../preload/contract/captures.ts';
import type { KeptBody } from '../captures/arrival.ts';
import type { BodySink } from '../captures/body-sink.ts';
import type { Deadlines } from './deadlines.ts';

/** How the body of a request ended. */
export interface Received {
  body: KeptBody;
  /** Longer than the cap: only the first part is in `body`. */
  cut: boolean;
  failure: ArrivalFailure | null;
}

interface ReceiveOptions {
  capBytes: number;
  deadlines: Deadlines;
}

/**
 * Reads a body to its end, its cap, its abort or its deadline, with the disk setting the pace.
 * A sender's failure is a value; only a failing disk rejects.
 */
export function receiveBody(
  request: IncomingMessage,
  sink: BodySink,
  { capBytes, deadlines }: ReceiveOptions,
): Promise<Received> {
  return new Promise((resolve, reject) => {
    let settled = false;
    const deadline = deadlines.watch(() => settle({ cut: false, failure: 'timeout' }));

    function settle(how: { cut: boolean; failure: ArrivalFailure | null }): void {
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
    function onData(chunk: Buffer): void {
      deadline.lastByteAt = performance.now();
      const room = capBytes - sink.sizeBytes;
      const taken = chunk.length > room ? chunk.subarray(0, room) : chunk;
      const quick = taken.length === 0 || sink.write(taken);
      if (taken.length < chunk.length) settle({ cut: true, failure: null });
      else if (!quick) {
        request.pause();
        sink.drained().then(() => request.resume(), fail);
      }
    }

    request.on('data', onData);
    request.once('end', () => settle({ cut: false, failure: null }));
    request.once('error', () => settle({ cut: false, failure: 'aborted' }));
    request.once('close', () => settle({ cut: false, failure: 'aborted' }));
  });
}
