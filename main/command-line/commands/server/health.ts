import { Command } from '@commander-js/extra-typings';
import { examples, whereOption } from '../../options.ts';

export const healthCommand = () =>
  new Command('health')
    .summary('say whether Backstitch takes webhooks: ends with 0 or 1')
    .description(
      'Asks the Backstitch of a data folder whether it takes and keeps webhooks, for containers and service ' +
        'managers. Ends with 0 where it does, else with 1 and one line that says why.',
    )
    .addOption(whereOption())
    .addHelpText('after', examples('backstitch health', 'backstitch health --data-dir /data'))
    .action(async (given) => {
      await (await import('../../actions/server/health.ts')).runHealth(given);
    });
