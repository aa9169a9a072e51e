import { Option } from '@commander-js/extra-typings';
import { readDuration } from '../../actions/times.ts';
import { engineCommand, examples, readCount, readPath, readText } from '../../options.ts';
import { bad } from '../../refusals.ts';

const collect =
  (flag: string) =>
  (value: string, before: string[]): string[] => [...before, readText(flag)(value)];

export const suiteCommand = () =>
  engineCommand('suite')
    .summary('send captures to a handler and say what its answers became')
    .description(
      'Sends a suite, or the newest captures of a search, to a handler. Each answer is held against the one ' +
        'before: fixed, regressed, same, changed, flaky. Ends with 0 where nothing got worse, with 1 where ' +
        'something did, with 3 where nobody answered. The folder of a suite needs no running Backstitch.',
    )
    .argument('[suite]', 'the folder of a suite, or the name of one that is kept')
    .addOption(
      new Option('--search <search>', 'captures, in place of a suite').argParser(
        readText('--search'),
      ),
    )
    .addOption(
      new Option(
        '--variants <capture>',
        'bodies that the event of a capture may come with, in place of a suite; latest:SEARCH for the newest',
      ).argParser(readText('--variants')),
    )
    .addOption(
      new Option('--limit <n>', 'with --search: how many, the newest first')
        .argParser(readCount('--limit'))
        .default(20),
    )
    .addOption(
      new Option(
        '--to <handler>',
        'a URL; intake for what Backstitch itself answers; function:NAME for a function of an app',
      )
        .argParser(readText('--to'))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option(
        '--side-effects <how>',
        'with a function, what it asks of services: record changes nothing',
      )
        .choices(['record', 'live', 'forbid'] as const)
        .default('record' as const),
    )
    .addOption(
      new Option('--repeat <n>', 'send each case so often: 2 to 5 show what is flaky')
        .argParser(readCount('--repeat'))
        .default(1),
    )
    .addOption(
      new Option('--at-once <n>', 'cases at a time, 8 at most')
        .argParser(readCount('--at-once'))
        .default(1),
    )
    .addOption(
      new Option('--timeout <time>', 'how long to wait for an answer')
        .argParser(readDuration('--timeout'))
        .default(30_000, '30s'),
    )
    .addOption(
      new Option('--body <match>', 'what must be alike: status alone, the shape of bodies, all')
        .choices(['status', 'shape', 'exact'] as const)
        .default('shape' as const),
    )
    .addOption(
      new Option('--ignore <path>', 'what may differ, such as body.id; may be repeated')
        .argParser(collect('--ignore'))
        .default([] as string[], 'none'),
    )
    .option('--new-id', 'with new delivery ids, for handlers that drop what they had', false)
    .option('--strict', 'what changed or is flaky fails, too', false)
    .option('--allow-known', 'what was bad before does not fail', false)
    .addOption(new Option('--max-ms <n>', 'slower cases fail').argParser(readCount('--max-ms')))
    .addOption(
      new Option('--allow-host <host>', 'with a folder: a host beyond the private network')
        .argParser(collect('--allow-host'))
        .default([] as string[], 'none'),
    )
    .addOption(
      new Option('--save <name>', 'keep the answers as a suite').argParser(readText('--save')),
    )
    .addOption(
      new Option('--export <dir>', 'write that suite into a folder, for git and CI').argParser(
        readPath('--export'),
      ),
    )
    .addOption(
      new Option('--junit <file>', 'also write a report for CI servers').argParser(
        readPath('--junit'),
      ),
    )
    .addHelpText(
      'after',
      examples(
        'backstitch suite --search provider:stripe --to http://localhost:3000/hooks --save Stripe',
        'backstitch suite Stripe --to http://localhost:3000/hooks --repeat 3',
        'backstitch suite --search path:/orders --to function:orders/place',
        'backstitch suite --variants latest:event:invoice.paid --to http://localhost:3000/hooks',
        'BACKSTITCH_SECRET_STRIPE=whsec_… backstitch suite ./suite --to http://localhost:3000/hooks --junit report.xml',
      ),
    )
    .action(async (suite, { atOnce, timeout, ...given }) => {
      if ([suite, given.search, given.variants].filter((one) => one !== undefined).length !== 1) {
        throw bad(
          'Name a suite or a folder, or write --search or --variants, and only one of them.',
          '',
        );
      }
      if (given.repeat > 5) throw bad('--repeat is 5 at most.', '');
      if (atOnce > 8) throw bad('--at-once is 8 at most.', '');
      if (given.limit > 1000) throw bad('--limit is 1000 at most.', '');
      if (timeout < 1000 || timeout > 120_000) throw bad('--timeout is 1s to 120s.', '');
      const { runSuite } = await import('../../actions/suites/suite.ts');
      await runSuite({ ...given, suite, concurrency: atOnce, timeoutMs: timeout });
    });
