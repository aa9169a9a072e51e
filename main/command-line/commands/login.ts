import { Command } from '@commander-js/extra-typings';
import { dataDirOption, examples, jsonOption } from '../options.ts';

export const loginCommand = () =>
  new Command('login')
    .summary('sign a browser in where Backstitch serves already')
    .description('Prints a URL that signs one browser in, once, and opens it.')
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .option('--no-open', 'do not open a browser')
    .addHelpText('after', examples('backstitch login', 'backstitch login --no-open'))
    .action(async (given) => {
      await (await import('../login-command.ts')).runLogin(given);
    });
