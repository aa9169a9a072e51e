import { Option } from '@commander-js/extra-typings';
import { readDuration } from '../../actions/times.ts';
import { engineCommand, examples, readText, yesOption } from '../../options.ts';

export const backfillCommand = () =>
  engineCommand('backfill')
    .summary('ask a provider what it sent, and get what was missed')
    .description(
      'Compares what a provider says it sent with the captures, and lists what is missing; without an account, ' +
        'lists the accounts. Ends with 0 where nothing is missing or all of it came back, with 1 where something is.',
    )
    .argument('[account]', 'name or id of an account, as it stands under Deliveries, Backfill')
    .addOption(
      new Option('--since <time>', 'how far to look back')
        .argParser(readDuration('--since'))
        .default(86_400_000, '24h'),
    )
    .option('--all', 'also what the provider delivered', false)
    .addOption(
      new Option('--do <what>', 'what to do with what is missing').choices([
        'fetch',
        'resend',
      ] as const),
    )
    .addOption(
      new Option('--sign <how>', 'the signature of what is fetched and run')
        .choices(['local', 'keep', 'none'] as const)
        .default('local' as const),
    )
    .option('--no-run', 'keep what is fetched, and run nothing')
    .addOption(yesOption())
    .addHelpText(
      'after',
      examples(
        'backstitch backfill',
        'backstitch backfill GitHub --since 2h',
        'backstitch backfill GitHub --since 3d --do fetch --yes',
      ),
    )
    .action(async (account, { since, do: how, ...given }) => {
      const { runBackfill } = await import('../../actions/backfill/backfill.ts');
      await runBackfill({
        ...given,
        account: account === undefined ? undefined : readText('account')(account),
        sinceMs: since,
        how,
      });
    });
