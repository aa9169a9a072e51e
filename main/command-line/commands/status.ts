import { engineCommand, examples } from '../options.ts';

export const statusCommand = () =>
  engineCommand('status')
    .summary('say where Backstitch runs and what it holds')
    .description(
      'Says where the Backstitch of a data folder runs, what it holds, and what is wrong with it. ' +
        'Ends with 3 where none runs.',
    )
    .addHelpText('after', examples('backstitch status', 'backstitch status --json | jq .intake'))
    .action(async (given) => {
      await (await import('../actions/status.ts')).runStatus(given);
    });
