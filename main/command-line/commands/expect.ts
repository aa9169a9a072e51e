import { Option } from '@commander-js/extra-typings';
import { readAmount } from '../actions/expectations/short-forms.ts';
import { searchOf } from '../actions/searched.ts';
import { readDuration, readSince } from '../actions/times.ts';
import { bad } from '../refusals.ts';
import { findingCommand, examples, readPath, readText, searchOption } from '../options.ts';

/** Collects what an option that may be repeated is given. */
const collect =
  (read: (value: string) => string) =>
  (value: string, before: string[]): string[] => [...before, read(value)];

/** `--json` says two things: what is asserted of JSON, and, alone, how the result is printed. */
interface JsonAsked {
  alone: boolean;
  assertions: string[];
}

const NO_JSON: JsonAsked = { alone: false, assertions: [] };

function readJson(value: string, { alone, assertions }: JsonAsked): JsonAsked {
  if (value === '') return { alone: true, assertions };
  if (value.startsWith('$')) return { alone, assertions: [...assertions, value] };
  throw bad(
    `--json ${value} is no JSON path.`,
    'A path begins with $. The search stands before --json.',
  );
}

/** Checks a length of time, and leaves it as it was written. */
const durationText =
  (flag: string) =>
  (value: string): string => {
    readDuration(flag)(value);
    return value;
  };

export const expectCommand = () =>
  findingCommand('expect')
    .summary('judge captures by what they must hold to')
    .description(
      'Waits for captures and judges them, by files of expectations or by the options. Ends with 0 where ' +
        'all of it holds, with 1 where something does not, and with 2 where a file or a search has a mistake.',
    )
    .argument('[search]', 'which captures')
    .addOption(searchOption())
    .addOption(
      new Option('--file <file>', 'a file of expectations, *.expect.json; may be repeated')
        .argParser(collect(readPath('--file')))
        .default([] as string[], 'none'),
    )
    .addOption(
      new Option('--count <n>', 'how many: 3 exactly, 2..5, 2.. (default: 1..)').argParser(
        readAmount,
      ),
    )
    .addOption(
      new Option(
        '--json [path=value]',
        "what JSON holds: '$.type=invoice.paid', '$.id~^evt_'; alone: print one line of JSON",
      )
        .preset('')
        .argParser(readJson)
        .default(NO_JSON, 'none'),
    )
    .addOption(
      new Option('--header <header>', "a header: 'X-Id: 7', 'X-Id~^7'; may be repeated")
        .argParser(collect(readText('--header')))
        .default([] as string[], 'none'),
    )
    .addOption(
      new Option(
        '--signature <marks>',
        'ok, token, bad, unset, unknown; several with commas',
      ).argParser(readText('--signature')),
    )
    .addOption(
      new Option('--reply <status>', 'what was answered: 200, 2xx, or 200,404').argParser(
        readText('--reply'),
      ),
    )
    .addOption(
      new Option('--schema <file>', 'JSON Schema that bodies fit').argParser(readPath('--schema')),
    )
    .addOption(
      new Option('--order <search>', 'matches after the one before it; repeat it for each step')
        .argParser(collect(readText('--order')))
        .default([] as string[], 'none'),
    )
    .option('--strict', 'with --order: nothing else between', false)
    .addOption(
      new Option('--distinct <path>', 'no two share it: a JSON path, or deliveryId').argParser(
        readText('--distinct'),
      ),
    )
    .addOption(
      new Option('--quiet-for <time>', 'and nothing more may match for so long').argParser(
        durationText('--quiet-for'),
      ),
    )
    .addOption(
      new Option('--within <time>', 'how long to wait for them (default: 10s)').argParser(
        durationText('--within'),
      ),
    )
    .addOption(
      new Option(
        '--since <time>',
        'what counts: 10m, a time, a capture, a mark, start of this command, all',
      ).default('start'),
    )
    .addOption(
      new Option('--junit <file>', 'also write a report for CI servers').argParser(
        readPath('--junit'),
      ),
    )
    .addOption(
      new Option('--report <file>', 'also write the report as JSON').argParser(
        readPath('--report'),
      ),
    )
    .addHelpText(
      'after',
      examples(
        'backstitch expect --file stripe.expect.json --junit report.xml',
        "backstitch expect event:invoice.paid --count 1 --json '$.data.object.paid=true'",
        'backstitch expect provider:stripe --since "$MARK" --order event:invoice.created --order event:invoice.paid',
      ),
    )
    .action(async (argument, { search, since, json, ...given }) => {
      const { runExpect } = await import('../actions/expectations/expect.ts');
      const isGiven = argument !== undefined || search !== undefined;
      await runExpect({
        ...given,
        search: isGiven ? searchOf(argument, search) : undefined,
        since: readSince(since),
        asJson: json.alone,
        json: json.assertions,
      });
    });
