import { Option } from '@commander-js/extra-typings';
import { searchOf } from '../actions/searched.ts';
import { readDuration, readSince } from '../actions/times.ts';
import { engineCommand, examples, readRange, searchOption } from '../options.ts';

export const waitCommand = () =>
  engineCommand('wait')
    .summary('wait until captures match')
    .description(
      'Waits until captures match, and prints each as it comes. Ends with 0, or with 1 where they ' +
        'are not there in time. A capture that gets its reply or its verdict later counts then.',
    )
    .argument('[search]', 'what to wait for')
    .addOption(searchOption())
    .addOption(
      new Option('--count <n>', 'how many are wanted, or a range such as 2..5')
        .argParser(readRange('--count'))
        .default({ least: 1, most: Infinity }, '1'),
    )
    .addOption(
      new Option('--timeout <time>', 'how long to wait')
        .argParser(readDuration('--timeout'))
        .default(30_000, '30s'),
    )
    .addOption(
      new Option(
        '--since <time>',
        'what counts: 10m, a time, a capture, a mark, start of this command, all',
      ).default('start'),
    )
    .option('--settled', 'count only captures whose reply has ended', false)
    .addOption(
      new Option('--quiet-for <time>', 'and nothing more may match for so long')
        .argParser(readDuration('--quiet-for'))
        .default(0, '0s'),
    )
    .option('--ndjson', 'print one line of JSON for each', false)
    .addHelpText(
      'after',
      examples(
        'backstitch wait event:invoice.paid',
        'backstitch wait provider:stripe --count 2..3 --quiet-for 2s --timeout 1m',
        'backstitch wait path:/orders --since "$MARK" --json',
      ),
    )
    .action(async (argument, { search, since, timeout, quietFor, ...given }) => {
      const { runWait } = await import('../actions/wait.ts');
      await runWait({
        ...given,
        search: searchOf(argument, search),
        since: readSince(since),
        timeoutMs: timeout,
        quietForMs: quietFor,
      });
    });
