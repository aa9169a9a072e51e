import { engineCommand, examples } from '../options.ts';

export const loginCommand = () =>
  engineCommand('login')
    .summary('sign a browser in where Backstitch serves already')
    .description('Prints a URL that signs one browser in, once, and opens it.')
    .option('--no-open', 'do not open a browser')
    .addHelpText('after', examples('backstitch login', 'backstitch login --no-open'))
    .action(async (given) => {
      await (await import('../actions/login.ts')).runLogin(given);
    });
