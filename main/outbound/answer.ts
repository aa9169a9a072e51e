import type { IncomingMessage } from 'node:http';

/** What is kept of an answer's body. */
export interface AnswerBody {
  bytes: Buffer;
  /** The answer was longer than what is kept; its end was not waited for. */
  cut: boolean;
  /** False when the connection ended before the body did. */
  complete: boolean;
}

export const ANSWER_CAP_BYTES = 1024 * 1024;

/** Reads the body up to the cap, then closes the connection. Never throws. */
export function readAnswer(
  response: IncomingMessage,
  capBytes: number = ANSWER_CAP_BYTES,
): Promise<AnswerBody> {
  const chunks: Buffer[] = [];
  let kept = 0;
  return new Promise((resolve) => {
    const settle = (cut: boolean, complete: boolean): void =>
      resolve({ bytes: Buffer.concat(chunks), cut, complete });
    response.on('data', (chunk: Buffer) => {
      const room = capBytes - kept;
      chunks.push(chunk.subarray(0, room));
      kept += Math.min(room, chunk.length);
      if (chunk.length <= room) return;
      settle(true, true);
      response.destroy();
    });
    response.on('end', () => settle(false, response.complete));
    response.on('close', () => settle(false, response.complete));
    // An answer that broke off before anyone read it has no events left to give.
    if (response.destroyed) settle(false, false);
  });
}
