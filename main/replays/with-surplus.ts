import { readFile } from 'node:fs/promises';
import { BackstitchError } from '../lib/errors.ts';
import type { CaptureForReplay } from './edit.ts';

/**
 * A capture whose body is all that arrived, more than was announced included.
 *
 * @throws BackstitchError BODY_NOT_FOUND
 */
export async function withSurplus(capture: CaptureForReplay): Promise<CaptureForReplay> {
  const { body, surplus } = capture;
  if (!surplus || surplus.length === 0) return capture;
  const bytes = body.kind === 'memory' ? body.bytes : await readWhole(body.path);
  return { ...capture, body: { kind: 'memory', bytes: Buffer.concat([bytes, surplus]) } };
}

function readWhole(path: string): Promise<Buffer> {
  return readFile(path).catch((cause: unknown) => {
    throw new BackstitchError('BODY_NOT_FOUND', undefined, { cause });
  });
}
