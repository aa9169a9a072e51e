import { Option } from '@commander-js/extra-typings';
import { engineCommand, examples } from '../../options.ts';

export const driftCommand = () =>
  engineCommand('drift')
    .summary('say how events changed')
    .description(
      'Lists open changes: how captures differ from what is usual for their event types. Ends with 1 where there ' +
        'is one that counts, else with 0.',
    )
    .addOption(new Option('--since <time>', 'only what was seen since: 2h, 7d, or a time'))
    .addOption(
      new Option('--fail-on <which>', 'what counts')
        .choices(['breaking', 'any'] as const)
        .default('breaking' as const),
    )
    .addHelpText(
      'after',
      examples('backstitch drift', 'backstitch drift --since 1d --fail-on any --json'),
    )
    .action(async (given) => (await import('../../actions/events/drift.ts')).runDrift(given));
