import type { ArrivalFailure } from '../../preload/contract/captures.ts';
import { errorCode } from '../lib/errors.ts';

/** How the parser, the connection or a deadline gave a request up. */
export interface Failure {
  failure: ArrivalFailure;
  /** Why, as a sentence; left out where the failure says it all. */
  why?: string;
  /** What is answered, where the failure alone does not say. */
  status?: number;
}

/**
 * Reads an error of Node's HTTP parser or of the socket.
 *
 * @param inBody whether the head was whole already.
 */
export function readFailure(error: Error, inBody: boolean): Failure {
  const code = errorCode(error);
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return {
        failure: 'headers-too-large',
        why: `The ${inBody ? 'trailers' : 'headers'} are larger than 64 KiB.`,
      };
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return {
        failure: 'malformed',
        why: 'The chunk extensions are longer than 16 KiB.',
        status: 413,
      };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { failure: 'timeout' };
    case 'ECONNRESET':
    case 'EPIPE':
    case 'HPE_INVALID_EOF_STATE':
      return { failure: 'aborted' };
    default:
      return { failure: 'malformed', why: `What was sent is not valid HTTP${detailOf(error)}.` };
  }
}

/** The parser's own words, where it has some. */
function detailOf(error: Error): string {
  const reason: unknown = Reflect.get(error, 'reason');
  return typeof reason === 'string' && reason !== '' ? `: ${reason}` : '';
}

/** Where in the last packet the parser gave up; undefined for errors of the connection. */
export function brokeAt(error: Error): number | undefined {
  const parsed: unknown = Reflect.get(error, 'bytesParsed');
  const packet: unknown = Reflect.get(error, 'rawPacket');
  return Buffer.isBuffer(packet) && typeof parsed === 'number' ? parsed : undefined;
}
