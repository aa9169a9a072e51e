import { BackstitchError } from '../../lib/errors.ts';
import { decodeId, firstIdAt } from '../capture-id.ts';

/**
 * The row id that lies directly before what counts.
 *
 * @throws BackstitchError BAD_INPUT
 */
export function placeBefore(since: string): number {
  if (/^\d{12,}$/.test(since)) return firstIdAt(Number(since)) - 1;
  const id = decodeId(since);
  if (id !== undefined) return id;
  throw new BackstitchError('BAD_INPUT', `“${since}” is no capture, mark or time.`, {
    field: 'since',
  });
}
