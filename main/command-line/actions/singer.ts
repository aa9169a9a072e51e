import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BackstitchError } from '../../lib/errors.ts';
import { singerLines } from '../../warehouse/singer/singer.ts';
import { printError, printJsonLine } from '../print.ts';

export interface SingerArguments {
  schema: string;
  dataDir: string;
  /** File with the state to go on from. */
  state?: string | undefined;
  aliases: ReadonlyMap<string, string>;
  withSequence: boolean;
}

/**
 * Writes a schema to stdout as a Singer tap does. It reads only, so a Backstitch may be running.
 *
 * @throws BackstitchError BAD_ARGUMENT, QUERY_FAILED
 */
export async function runSinger(args: SingerArguments): Promise<void> {
  const options = {
    folder: join(args.dataDir, 'warehouse'),
    schema: args.schema,
    state: args.state === undefined ? '' : readState(args.state),
    aliases: args.aliases,
    withSequence: args.withSequence,
  };
  for (const line of singerLines(options, (message) => printError(message))) {
    await printJsonLine(line);
  }
}

function readState(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new BackstitchError('BAD_ARGUMENT', `The state ${path} cannot be read.`, { cause });
  }
}
