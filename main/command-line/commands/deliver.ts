import { resolve } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { dataDirOption, examples, jsonOption, readText, runningOption } from '../options.ts';

export const deliverCommand = () =>
  new Command('deliver')
    .summary('send a file to a destination')
    .description(
      'Sends a file, or what is piped in, to a destination: signed, and tried again until it ' +
        'arrives. A Backstitch that runs takes it with --control-port.',
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
    .addOption(runningOption())
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'backstitch deliver shop order.json --event order.created',
        'generate-order | backstitch deliver shop - --id order-42',
        'BACKSTITCH_TOKEN=… backstitch deliver shop order.json --control-port 8977',
      ),
    )
    .action(async (destination, file, given) => {
      const { runDeliver } = await import('../deliver-command.ts');
      await runDeliver({ ...given, destination, file });
    });
