import { fileURLToPath } from 'node:url';
import { type PrivateEngine, startPrivateEngine } from '../../lib/child-process/private-engine.ts';
import { workerFile } from '../../lib/child-process/worker-file.ts';
import { readExpectationFile } from '../actions/expectations/read-file.ts';
import type { ReportFiles } from '../actions/expectations/write-reports.ts';
import { EXIT } from '../exit-code.ts';
import { printError } from '../print.ts';
import { type Ended, runChild } from './child.ts';
import { endpointVariables } from './endpoint-variables.ts';
import { judged } from './judged.ts';

export interface RunArguments extends ReportFiles {
  /** Program and arguments. */
  words: readonly string[];
  /** Where the folder of the engine goes at the end; undefined deletes it. */
  keep: string | undefined;
  startupTimeoutMs: number;
  /** Files of expectations, absolute: what must hold of all that was captured. */
  expect: readonly string[];
  /** Folder of a project file to begin with; it is only read. */
  project?: string | undefined;
  /** Hosts that what the project sets up may reach. */
  allowHosts: readonly string[];
}

/**
 * Runs a program with an engine of its own, and sets the exit code: the program's own where that is not
 * 0; 2 where it cannot be started, 1 where the engine cannot, or where an expectation does not hold.
 *
 * @throws BackstitchError EXPECTATION_INVALID, before anything is started
 */
export async function runWithEngine(args: RunArguments): Promise<void> {
  const named = (await Promise.all(args.expect.map(readExpectationFile))).flat();
  const engine = await startEngine(args);
  if (engine === undefined) {
    process.exitCode = EXIT.no;
    return;
  }
  try {
    const variables = {
      ...variablesOf(engine),
      ...(args.project === undefined ? {} : await endpointVariables(engine.ready)),
    };
    const ended = await runChild(args.words, variables, engine.follow);
    // Also of a program that failed: the report says what came until then.
    const held = ended.kind === 'ended' ? await judged(engine.ready, named, args) : 0;
    process.exitCode = exitOf(ended) || held;
  } finally {
    await engine.end();
  }
}

async function startEngine({ keep, startupTimeoutMs, project, allowHosts }: RunArguments) {
  try {
    return await startPrivateEngine({
      entry: fileURLToPath(workerFile('cli', 'cli')),
      flags: [
        ...(keep === undefined ? [] : ['--keep', keep]),
        ...(project === undefined ? [] : ['--project', project, '--yes']),
        ...allowHosts.flatMap((host) => ['--allow-host', host]),
      ],
      timeoutMs: startupTimeoutMs,
      log: (text) => void process.stderr.write(text),
    });
  } catch (error) {
    // What it wrote itself was shown as it came.
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    printError(`backstitch: ${first}`);
    return undefined;
  }
}

/** What a program needs to find its engine. */
const variablesOf = ({ ready }: PrivateEngine): Record<string, string> => ({
  BACKSTITCH_URL: ready.intake,
  BACKSTITCH_API: ready.control,
  BACKSTITCH_TOKEN: ready.token,
  BACKSTITCH_DATA_DIR: ready.dataDir,
});

function exitOf(ended: Ended): number {
  if (ended.kind === 'not-started') {
    printError(`backstitch: ${ended.why}`);
    return EXIT.mistake;
  }
  if (ended.code !== 0) return ended.code;
  // A program that takes an interruption for its end: the interruption still counts.
  return ended.interrupted ?? 0;
}
