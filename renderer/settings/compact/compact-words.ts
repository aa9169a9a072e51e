import type { CompactState } from '../../../preload/contract/system.ts';
import { formatBytes, formatDuration, formatMinute } from '../../ui/format.ts';

/** About so much is rewritten in a second by a start that compacts; a slow disk takes longer. */
const BYTES_PER_MS = 100_000;

/**
 * What is said beside the button: what could be freed, how far it is, or what came of it.
 *
 * @param unused bytes of the database that hold nothing now
 * @param database bytes of the database
 */
export function compactWords(state: CompactState, unused: number, database: number): string {
  const { freedBytes, totalBytes, at, why } = state;
  const when = at === null ? '' : ` at ${formatMinute(at)}`;
  const rest = `${formatBytes(unused)} of the database is unused.`;
  switch (state.state) {
    case 'none':
      return rest;
    case 'running':
      return `${formatBytes(freedBytes)} of ${formatBytes(totalBytes)} freed. Captures go on.`;
    case 'done':
      return `Freed ${formatBytes(freedBytes)}${when}. ${rest}`;
    case 'stopped':
      return `Stopped${when}, ${formatBytes(freedBytes)} freed. ${rest}`;
    case 'failed':
      return `Not compacted: ${why ?? 'the database could not be written.'} ${rest}`;
    case 'next-start': {
      const wait = formatDuration(Math.max(1000, database / BYTES_PER_MS));
      return `Planned for the next start, which takes about ${wait} longer. Later ones need no restart.`;
    }
  }
}
