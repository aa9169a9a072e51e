import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { dataDirOption, examples, jsonOption } from '../options.ts';

export const importCommand = () =>
  new Command('import')
    .summary('import an app')
    .description(
      'Imports an app into the data folder, while no Backstitch runs on it, and says what was ' +
        'imported, what was left out and what you must fill in.',
    )
    .argument('<directory>', 'exported directory of the app, or its zip', (path) => resolve(path))
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples('backstitch import ./my-app', 'backstitch import ./my-app.zip --json'),
    )
    .action(async (directory, given) => {
      await (await import('../actions/apps/apps.ts')).runImport({ directory, ...given });
    });
