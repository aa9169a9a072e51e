import { Option } from '@commander-js/extra-typings';
import { readColumns } from '../actions/capture-lines.ts';
import { searchOf } from '../actions/searched.ts';
import { readSince } from '../actions/times.ts';
import { engineCommand, examples, readCount, readText, searchOption } from '../options.ts';

export const listCommand = () =>
  engineCommand('list')
    .summary('list captures')
    .description('Lists captures, newest first.')
    .argument('[search]', 'as in the window, such as status:5xx')
    .addOption(searchOption())
    .addOption(
      new Option('--limit <n>', 'how many at most').argParser(readCount('--limit')).default(100),
    )
    .addOption(new Option('--before <id>', 'only older ones').argParser(readText('--before')))
    .addOption(new Option('--since <time>', 'only later ones: 10m, a time, a capture, a mark'))
    .addOption(
      new Option(
        '--columns <names>',
        'what to print of each: id,time,header.x-request-id',
      ).argParser(readColumns),
    )
    .option('--ndjson', 'print one line of JSON for each', false)
    .addHelpText(
      'after',
      examples(
        'backstitch list',
        'backstitch list status:5xx --since 1h --limit 20',
        "backstitch list 'provider:stripe body.type:invoice.paid' --columns id,body.data.object.id",
        'backstitch list --search=-status:200 --ndjson',
      ),
    )
    .action(async (argument, { search, since, ...given }) => {
      const { runList } = await import('../actions/list.ts');
      await runList({
        ...given,
        search: searchOf(argument, search),
        since: readSince(since ?? 'all'),
      });
    });
