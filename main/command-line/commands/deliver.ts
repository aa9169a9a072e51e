import { resolve } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import {
  examples,
  jsonOption,
  readText,
  controlPortOption,
  tokenFileOption,
  urlOption,
  whereOption,
} from '../options.ts';

export const deliverCommand = () =>
  new Command('deliver')
    .summary('send a file to a destination')
    .description(
      'Sends a file, or what is piped in, to a destination: signed, and tried again until it ' +
        'arrives. A Backstitch that runs takes it over.',
    )
    .argument('<destination>', 'id or name of the destination')
    .argument('<file>', 'file to send; - for the standard input', (file) =>
      file === '-' ? file : resolve(file),
    )
    .addOption(new Option('--event <type>', 'type of the event').argParser(readText('--event')))
    .addOption(
      new Option(
        '--id <key>',
        'key that is taken once: a second message with it is not sent',
      ).argParser(readText('--id')),
    )
    .addOption(urlOption())
    .addOption(tokenFileOption())
    .addOption(controlPortOption())
    .addOption(whereOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'backstitch deliver shop order.json --event order.created',
        'generate-order | backstitch deliver shop - --id order-42',
      ),
    )
    .action(async (destination, file, given) => {
      const { runDeliver } = await import('../actions/deliver.ts');
      await runDeliver({ ...given, destination, file });
    });
