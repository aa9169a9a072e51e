import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { appOption, dataDirOption, examples, jsonOption } from '../../options.ts';

export const exportAppCommand = () =>
  new Command('export-app')
    .summary('write an app as a directory')
    .description('Writes an app of the data folder as a directory, while no Backstitch runs on it.')
    .argument('<directory>', 'where to write it', (path) => resolve(path))
    .addOption(appOption())
    .option('--replace', 'write into a folder that is not empty', false)
    .option('--redact-secrets', 'leave out the secrets of webhooks', false)
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'backstitch export-app ./my-app',
        'backstitch export-app ./my-app --app shop --replace --redact-secrets',
      ),
    )
    .action(async (directory, given) => {
      await (await import('../../actions/apps/apps.ts')).runExport({ directory, ...given });
    });
