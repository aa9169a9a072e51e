import { Option } from '@commander-js/extra-typings';
import { readColumns } from '../actions/capture-lines.ts';
import { searchOf } from '../actions/searched.ts';
import { readSince } from '../actions/times.ts';
import { engineCommand, examples, readCount, searchOption } from '../options.ts';

export const tailCommand = () =>
  engineCommand('tail')
    .summary('print captures as they arrive')
    .description('Prints a line for each capture as it arrives, until it is interrupted.')
    .argument('[search]', 'only what matches')
    .addOption(searchOption())
    .addOption(
      new Option('--since <time>', 'first what arrived since then: 10m, a time, a capture, a mark'),
    )
    .option('--ndjson', 'print one line of JSON for each', false)
    .option('--body', 'with the body', false)
    .addOption(
      new Option('--columns <names>', 'what to print of each: id,time,target').argParser(
        readColumns,
      ),
    )
    .addOption(
      new Option('--exit-after <n>', 'end after this many').argParser(readCount('--exit-after')),
    )
    .addHelpText(
      'after',
      examples(
        'backstitch tail',
        'backstitch tail provider:stripe --body',
        'backstitch tail --ndjson --exit-after 1 | jq .id',
      ),
    )
    .action(async (argument, { search, since, json: _ndjson, ...given }) => {
      const { runTail } = await import('../actions/tail.ts');
      await runTail({
        ...given,
        ndjson: given.ndjson || _ndjson,
        search: searchOf(argument, search),
        since: since === undefined ? undefined : readSince(since),
      });
    });
