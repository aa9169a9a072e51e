import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import {
  allowHostOption,
  allowProgramOption,
  engineCommand,
  examples,
  yesOption,
} from '../../options.ts';

const folder = (value: string): string => resolve(value);

export const projectCommand = () => {
  const project = new Command('project')
    .summary('what Backstitch is configured to do, as a file in git')
    .description(
      'Endpoints, destinations, forwards, integrations, views and settings in a backstitch.json: begun, ' +
        'compared and applied. backstitch serve --project DIR follows it.',
    );
  project.addCommand(
    new Command('init')
      .summary('begin an empty backstitch.json')
      .description('Writes an empty backstitch.json into a folder, with the schema for editors.')
      .argument('[directory]', 'where to; left out: here', folder)
      .addHelpText('after', examples('backstitch project init'))
      .action(async (directory = resolve('.')) =>
        (await import('../../actions/project/project.ts')).runInit(directory),
      ),
  );
  project.addCommand(
    engineCommand('pull')
      .summary('write what is here into a new backstitch.json')
      .description(
        'Writes all that is configured here into a new file; secrets stay, by reference.',
      )
      .argument('[directory]', 'where to; left out: here', folder)
      .addHelpText('after', examples('backstitch project pull', 'backstitch project pull ./shop'))
      .action(async (directory = resolve('.'), given) =>
        (await import('../../actions/project/project.ts')).runPull({ ...given, directory }),
      ),
  );
  project.addCommand(
    engineCommand('diff')
      .summary('show what applying the file would change')
      .description('Prints the plan. Ends with 1 where there is one, with 0 where all is the same.')
      .argument('[directory]', 'of the project; left out: the one that is followed', folder)
      .addHelpText('after', examples('backstitch project diff', 'backstitch project diff .'))
      .action(async (directory, given) =>
        (await import('../../actions/project/project.ts')).runDiff({ ...given, directory }),
      ),
  );
  project.addCommand(
    engineCommand('apply')
      .summary('apply the file, and read its secrets again')
      .description(
        'Applies the project that is followed. What removes, or lets more leave, needs --yes; a host needs ' +
          '--allow-host, the program of a tunnel --allow-program. Ends with 1 where something still waits.',
      )
      .argument('[directory]', 'follow the project of this folder from now on', folder)
      .addOption(yesOption())
      .addOption(allowHostOption())
      .addOption(allowProgramOption())
      .option('--check', 'change nothing: end with 1 where something would change', false)
      .addHelpText(
        'after',
        examples(
          'backstitch project apply',
          'backstitch project apply . --yes --allow-host api.example.com',
          'backstitch project apply --check',
        ),
      )
      .action(async (directory, { allowHost: allowHosts, allowProgram: programs, ...given }) =>
        (await import('../../actions/project/project.ts')).runApply({
          ...given,
          directory,
          allowHosts,
          programs,
        }),
      ),
  );
  return project;
};
