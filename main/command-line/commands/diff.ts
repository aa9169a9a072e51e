import { Option } from '@commander-js/extra-typings';
import { engineCommand, examples } from '../options.ts';

export const diffCommand = () =>
  engineCommand('diff')
    .summary('say how two captures differ')
    .description(
      'Says how two captures differ, value by value. What differs every time, such as a date, does ' +
        'not count. Ends with 0 where they are alike, else with 1.',
    )
    .argument('<left>', 'id of a capture; latest, or latest:SEARCH, for the newest')
    .argument('<right>', 'the other one')
    .option('--reply', 'compare what was answered', false)
    .addOption(new Option('--all', 'count also what is ignored for this event').default(false))
    .addOption(
      new Option('--no-learned', 'count also what differs in nearly every capture of this event'),
    )
    .addHelpText(
      'after',
      examples(
        'backstitch diff 03z5x2m9k1c latest',
        'backstitch diff latest:status:200 latest:status:500 --reply',
      ),
    )
    .action(async (left, right, given) => {
      await (await import('../actions/diff.ts')).runDiff({ ...given, left, right });
    });
