import { Command } from '@commander-js/extra-typings';
import { engineCommand, examples } from '../../options.ts';

export const secretCommand = () => {
  const secret = new Command('secret')
    .summary('secrets that a project file names')
    .description(
      'Keeps secrets under names, which a project file refers to as {"secret": "NAME"}.',
    );
  secret.addCommand(
    engineCommand('set')
      .summary('keep one')
      .description('Reads the text from the standard input: an argument could be seen by others.')
      .argument('<name>', 'its name')
      .addHelpText(
        'after',
        examples(
          'backstitch secret set stripe-dev < secret.txt',
          'pass stripe | backstitch secret set stripe-dev',
        ),
      )
      .action(async (name, given) =>
        (await import('../../actions/project/secrets.ts')).runSetSecret({ ...given, name }),
      ),
  );
  secret.addCommand(
    engineCommand('list')
      .summary('show their names')
      .description('Prints the names, never the texts.')
      .addHelpText('after', examples('backstitch secret list'))
      .action(async (given) =>
        (await import('../../actions/project/secrets.ts')).runListSecrets(given),
      ),
  );
  secret.addCommand(
    engineCommand('remove')
      .summary('forget one')
      .description('Forgets a secret. What refers to it does without from then on.')
      .argument('<name>', 'its name')
      .addHelpText('after', examples('backstitch secret remove stripe-dev'))
      .action(async (name, given) =>
        (await import('../../actions/project/secrets.ts')).runRemoveSecret({ ...given, name }),
      ),
  );
  return secret;
};
