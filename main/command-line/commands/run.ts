import { Command, Option } from '@commander-js/extra-typings';
import { readDuration } from '../actions/times.ts';
import { allowHostOption, examples, readPath } from '../options.ts';
import { bad } from '../refusals.ts';

export const runCommand = () =>
  new Command('run')
    .summary('run a program with a Backstitch of its own')
    .description(
      'Starts a Backstitch in a new folder on free ports, runs a program, and ends with its exit ' +
        'code. The program finds it by the variables BACKSTITCH_URL (where webhooks go), ' +
        'BACKSTITCH_API, BACKSTITCH_TOKEN and BACKSTITCH_DATA_DIR; commands such as ' +
        'backstitch wait find it by themselves.',
    )
    .argument('<command...>', 'program and arguments, behind --; no shell reads them')
    .addOption(
      new Option(
        '--keep <dir>',
        'move the folder here at the end, in place of deleting it',
      ).argParser(readPath('--keep')),
    )
    .addOption(
      new Option('--startup-timeout <time>', 'how long Backstitch may take to start')
        .argParser(readDuration('--startup-timeout'))
        .default(15_000, '15s'),
    )
    .addOption(
      new Option(
        '--expect <file>',
        'what must hold of all that was captured, *.expect.json; may be repeated',
      )
        .argParser((value: string, before: string[]) => [...before, readPath('--expect')(value)])
        .default([] as string[], 'none'),
    )
    .addOption(
      new Option('--junit <file>', 'with --expect: write a report for CI servers').argParser(
        readPath('--junit'),
      ),
    )
    .addOption(
      new Option('--report <file>', 'with --expect: write the report as JSON').argParser(
        readPath('--report'),
      ),
    )
    .addOption(
      new Option(
        '--project <dir>',
        'set it up as the backstitch.json of this folder says, which is not written to',
      ).argParser(readPath('--project')),
    )
    .addOption(allowHostOption())
    .addHelpText(
      'after',
      examples(
        'backstitch run -- npm test',
        'backstitch run --expect shop.expect.json --junit report.xml -- npm test',
        'backstitch run --project . -- npm test',
        'backstitch run --keep ./captured -- pytest -q',
      ),
    )
    .action(async (words, given) => {
      const { runWithEngine } = await import('../running/run.ts');
      const { requireFree } = await import('../serving/ephemeral.ts');
      requireFree(given.keep);
      if ((given.junit ?? given.report) !== undefined && given.expect.length === 0) {
        throw bad('--junit and --report go with --expect.', 'Name a file of expectations.');
      }
      if (given.project === undefined && given.allowHost.length > 0) {
        throw bad('--allow-host goes with --project.', '');
      }
      const { startupTimeout: startupTimeoutMs, keep, allowHost: allowHosts, ...more } = given;
      await runWithEngine({ ...more, words, keep, startupTimeoutMs, allowHosts });
    });
