import type { Socket } from 'node:net';
import type { ArrivalFailure } from '../../preload/contract/captures.ts';
import { errorCode } from '../lib/errors.ts';

/** What Node's parser gives up on, as an arrival that failed. */
export interface BrokenArrival {
  failure: ArrivalFailure;
  method: string;
  target: string;
  /** What was received last, as far as Node hands it out. */
  bytes: Buffer;
}

const KEPT_BYTES = 64 * 1024;

/**
 * Reads an error of the HTTP parser.
 *
 * @returns undefined where nothing of a request was received: a silent connection is no arrival.
 */
export function readBroken(error: Error, socket: Socket): BrokenArrival | undefined {
  const raw =
    'rawPacket' in error && Buffer.isBuffer(error.rawPacket) ? error.rawPacket : undefined;
  if (!raw && socket.bytesRead === 0) return undefined;
  const bytes = (raw ?? Buffer.alloc(0)).subarray(0, KEPT_BYTES);
  const [, method = '', target = ''] =
    /^([A-Za-z-]{1,40}) ([^\s]{1,8000})/.exec(bytes.toString('latin1')) ?? [];
  return { failure: failureOf(errorCode(error)), method, target, bytes };
}

function failureOf(code: string): ArrivalFailure {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return 'headers-too-large';
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'timeout';
    case 'ECONNRESET':
    case 'EPIPE':
    case 'HPE_INVALID_EOF_STATE':
      return 'aborted';
    default:
      return 'malformed';
  }
}
