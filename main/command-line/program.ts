import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { CommanderError } from 'commander';
import { readVersion } from '../lib/version.ts';
import { catalogueCommand } from './commands/events/catalogue.ts';
import { driftCommand } from './commands/events/drift.ts';
import { addCommand } from './commands/server/add.ts';
import { backfillCommand } from './commands/events/backfill.ts';
import { completionCommand } from './commands/completion.ts';
import { expectCommand } from './commands/expect.ts';
import { deliverCommand } from './commands/deliver.ts';
import { diffCommand } from './commands/diff.ts';
import { exportAppCommand } from './commands/apps/export-app.ts';
import { exportCommand } from './commands/export.ts';
import { healthCommand } from './commands/server/health.ts';
import { importCommand } from './commands/import.ts';
import { listCommand } from './commands/list.ts';
import { loginCommand } from './commands/login.ts';
import { markCommand } from './commands/mark.ts';
import { mcpCommand } from './commands/mcp.ts';
import { openCommand } from './commands/open.ts';
import { packagesCommand } from './commands/apps/packages.ts';
import { projectCommand } from './commands/project/project.ts';
import { replayCommand } from './commands/replay.ts';
import { runCommand } from './commands/run.ts';
import { secretCommand } from './commands/project/secret.ts';
import { serveCommand } from './commands/serve.ts';
import { showCommand } from './commands/show.ts';
import { traceCommand } from './commands/trace.ts';
import { singerCommand } from './commands/singer.ts';
import { suiteCommand } from './commands/suites/suite.ts';
import { statusCommand } from './commands/status.ts';
import { tailCommand } from './commands/tail.ts';
import { teamCommand } from './commands/team/team.ts';
import { waitCommand } from './commands/wait.ts';
import { prepare } from './prepare.ts';

/** The commands, in the order of the help. A new one is a file in `commands/` and a line here. */
const COMMANDS = [
  openCommand,
  serveCommand,
  runCommand,
  loginCommand,
  statusCommand,
  healthCommand,
  listCommand,
  showCommand,
  tailCommand,
  waitCommand,
  expectCommand,
  suiteCommand,
  markCommand,
  replayCommand,
  backfillCommand,
  diffCommand,
  catalogueCommand,
  driftCommand,
  traceCommand,
  exportCommand,
  importCommand,
  exportAppCommand,
  mcpCommand,
  projectCommand,
  secretCommand,
  teamCommand,
  packagesCommand,
  addCommand,
  deliverCommand,
  singerCommand,
  completionCommand,
];

/** What runs where no command is named. */
const UNNAMED = 'open';
const OWN_FLAGS: ReadonlySet<string> = new Set(['-h', '--help', '-v', '--version']);

/**
 * Carries out a command line.
 *
 * @param argv without the program
 * @throws BackstitchError BAD_ARGUMENT with what to write instead, and what the command throws
 */
export async function runProgram(argv: readonly string[]): Promise<void> {
  const [first] = argv;
  const isUnnamed = first === undefined || (first.startsWith('-') && !OWN_FLAGS.has(first));
  const program = createProgram();
  try {
    await program.parseAsync(isUnnamed ? [UNNAMED, ...argv] : argv, { from: 'user' });
  } catch (error) {
    // Help and the version were printed: that is all there was to do.
    if (!(error instanceof CommanderError) || error.exitCode !== 0) throw error;
  }
}

function createProgram(): CommandUnknownOpts {
  const program = new Command('backstitch')
    .description(
      'Catches webhooks, keeps them byte for byte, and sends them again. ' +
        'Without a command it opens the window, as backstitch open does.',
    )
    .version(readVersion(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    // Options belong to the command they stand behind, however deep it is.
    .enablePositionalOptions()
    .helpCommand('help [command]', 'print the help of a command');
  program.addHelpText(
    'after',
    '\nEach command has a help of its own, with examples: backstitch serve --help',
  );
  for (const create of COMMANDS) program.addCommand(create());
  prepare(program);
  return program;
}
