import { Option } from '@commander-js/extra-typings';
import { readDuration } from '../actions/times.ts';
import { engineCommand, examples, readStatuses, readText } from '../options.ts';
import { bad } from '../refusals.ts';

export const replayCommand = () =>
  engineCommand('replay')
    .summary('send captures again')
    .description(
      'Sends captures again, one after the other, as they came. Ends with 0 where each is answered ' +
        'as asked, else with 1.',
    )
    .argument('<id...>', 'ids of captures; latest, or latest:SEARCH, for the newest')
    .addOption(
      new Option('--to <url>', 'where to: a URL, or intake for the way they came')
        .argParser(readText('--to'))
        .default('intake'),
    )
    .option('--resign', 'sign again, with the secret of the sender', false)
    .option('--new-id', 'with a new delivery id: with --resign', false)
    .option('--strip', 'without the signature', false)
    .addOption(
      new Option('--gap <time>', 'how long to wait between two')
        .argParser(readDuration('--gap'))
        .default(0, '0s'),
    )
    .option('--stop-on-failure', 'end with the first that is not answered as asked', false)
    .addOption(
      new Option('--expect-status <status>', 'what the answer must be: 200, 2xx, 2xx,404')
        .argParser(readStatuses('--expect-status'))
        .default(undefined),
    )
    .option('--dry-run', 'say what would be sent, and send nothing', false)
    .addHelpText(
      'after',
      examples(
        'backstitch replay latest',
        'backstitch replay latest:event:invoice.paid --to http://localhost:3000/hooks --resign',
        'backstitch replay 03z5x2m9k1c 03z5x2m9k1d --to http://localhost:3000 --expect-status 2xx',
      ),
    )
    .action(async (ids, { gap, ...given }) => {
      if (given.resign && given.strip) throw bad('--resign and --strip exclude each other.', '');
      if (given.newId && !given.resign) throw bad('--new-id goes with --resign.', '');
      await (await import('../actions/replay.ts')).runReplay({ ...given, ids, gapMs: gap });
    });
