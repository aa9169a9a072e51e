import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  ProjectChange,
  ProjectConflict,
  ProjectState,
} from '../../../../preload/contract/interchange/project.ts';
import { errorCode } from '../../../lib/errors.ts';
import { packageRoot } from '../../../lib/version.ts';
import { findEngine, type Where } from '../../connection/find-engine.ts';
import { EXIT } from '../../exit-code.ts';
import { print, printError } from '../../print.ts';
import { openPoints, planLines } from '../../project-lines.ts';
import { bad } from '../../refusals.ts';
import { answer } from '../answer.ts';

interface Common extends Where {
  json: boolean;
  quiet: boolean;
}

const BESIDE = 'backstitch.schema.json';

/**
 * Writes an empty project file, and beside it the schema for editors.
 *
 * @throws BackstitchError BAD_ARGUMENT where there is one already
 */
export async function runInit(directory: string): Promise<void> {
  const file = join(directory, 'backstitch.json');
  const installed = join('node_modules', 'backstitch', 'schema', 'project.json');
  const isInstalled = await readFile(join(directory, installed)).then(
    () => true,
    () => false,
  );
  const path = isInstalled ? installed.split(/[\\/]/).join('/') : BESIDE;
  const text = `{\n  "$schema": "./${path}",\n  "endpoints": {}\n}\n`;
  try {
    await writeFile(file, text, { flag: 'wx' });
    if (!isInstalled) {
      const schema = await readFile(join(packageRoot(), 'schema', 'project.json'));
      await writeFile(join(directory, BESIDE), schema);
    }
  } catch (cause) {
    const isThere = errorCode(cause) === 'EEXIST';
    const why = isThere ? 'exists already' : 'could not be written';
    throw bad(`${file} ${why}.`, isThere ? 'backstitch project diff compares it.' : '', cause);
  }
  printError(`${file} is there. backstitch serve --project ${directory} follows it.`);
}

/** Writes what is here into a new project file. */
export const runPull = (args: Common & { directory: string }): Promise<void> =>
  answer(args.json, async () => {
    const engine = await findEngine(args);
    const pulled = (await engine.ask('POST', '/project/pull', {
      directory: args.directory,
    })) as { file: string; items: number; left: string[] };
    if (!args.json && !args.quiet) {
      printError(`${pulled.items} items are in ${pulled.file}.`, ...pulled.left);
    }
    return pulled;
  });

/** Prints the plan; ends with 1 where there is one. */
export const runDiff = (args: Common & { directory?: string | undefined }): Promise<void> =>
  answer(args.json, async () => {
    const engine = await findEngine(args);
    const { changes, conflicts } = await planned(engine, args.directory);
    if (!args.json) print(...planLines(changes, conflicts));
    const isSame = changes.length + conflicts.length === 0;
    return { ...(!isSame && { exit: EXIT.no, reason: 'differs' }), changes, conflicts };
  });

/** Applies the project, or says with `--check` whether there is something to apply. */
export const runApply = (
  args: Common & {
    directory?: string | undefined;
    yes: boolean;
    check: boolean;
    allowHosts: string[];
    programs: string[];
  },
): Promise<void> => {
  if (args.check) return runDiff(args);
  return answer(args.json, async () => {
    const engine = await findEngine(args);
    const { directory, yes, allowHosts, programs } = args;
    if (directory !== undefined) await engine.ask('POST', '/project/attach', { directory });
    const { applied, state } = (await engine.ask('POST', '/project/apply', {
      yes,
      allowHosts,
      programs,
    })) as { applied: ProjectChange[]; state: ProjectState };
    if (!args.json) {
      print(...planLines(applied, []));
      if (!args.quiet) printError(...openPoints(state));
    }
    const { pending, conflicts, problems, missing, hosts } = state;
    const waits = pending.length + conflicts.length + problems.length > 0;
    const ended = { applied, pending, conflicts, problems, missing, hosts };
    return { ...(waits && { exit: EXIT.no, reason: 'waits' }), ...ended };
  });
};

async function planned(
  engine: Awaited<ReturnType<typeof findEngine>>,
  directory: string | undefined,
): Promise<{ changes: ProjectChange[]; conflicts: ProjectConflict[] }> {
  const input = directory === undefined ? {} : { directory };
  return (await engine.ask('POST', '/project/plan', input)) as Awaited<ReturnType<typeof planned>>;
}
