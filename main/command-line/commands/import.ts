import { Option } from '@commander-js/extra-typings';
import { ImportFormat } from '../../../preload/contract/interchange/imports.ts';
import { engineCommand, examples, readText } from '../options.ts';

export const importCommand = () =>
  engineCommand('import')
    .summary('import captures, or an app')
    .description(
      'Adds the captures of a file to the Backstitch that runs: its own exports, HAR, curl commands, .http files, ' +
        'Postman collections, CloudEvents, raw messages, fixtures, exports of webhook.site, ' +
        'ngrok, Hookdeck and Mockoon. What it is, its content says. Nothing imported is run or forwarded.\n\n' +
        'The folder of an app, or its zip, is imported into the data folder while no Backstitch runs on it.',
    )
    .argument(
      '[path]',
      'a file; - for the standard input; a folder of fixtures; the folder of an app, or its zip',
    )
    .addOption(
      new Option('--as <format>', 'what it is, where its content does not say').choices([
        'app',
        ...ImportFormat.options,
      ] as const),
    )
    .addOption(
      new Option('--endpoint <name>', 'show the captures as taken by this endpoint').argParser(
        readText('--endpoint'),
      ),
    )
    .option('--dry-run', 'only say what is in it', false)
    .option('--force-duplicates', 'add those again that are there already', false)
    .option('--undo <id>', 'take back what an import added, by the id that it told')
    .addHelpText(
      'after',
      examples(
        'backstitch import colleague.backstitch',
        'backstitch import browser.har --dry-run',
        'pbpaste | backstitch import - --as curl',
        'backstitch import ./fixtures',
        'backstitch import ./my-app',
      ),
    )
    .action(async (path, given) => {
      await (await import('../actions/interchange/import.ts')).runImport({ path, ...given });
    });
