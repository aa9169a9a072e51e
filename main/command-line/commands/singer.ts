import { Command, Option } from '@commander-js/extra-typings';
import { dataDirOption, examples, readText } from '../options.ts';
import { bad } from '../refusals.ts';

export const singerCommand = () =>
  new Command('singer')
    .summary('write the table of an integration to stdout, as a Singer tap does')
    .description(
      'Writes the table of an integration to stdout, as a Singer tap does. ' +
        'It only reads, so a Backstitch may be running.',
    )
    .argument('<schema>', 'schema of the integration', readSchema)
    .addOption(
      new Option(
        '--state <file>',
        'only rows after the state that an earlier run ended with',
      ).argParser(readText('--state')),
    )
    .addOption(
      new Option('--alias <name=other>', 'another name for a column; may be given several times')
        .argParser(readAlias)
        .default(new Map<string, string>()),
    )
    .option('--with-sequence', 'add backstitch_sequence and backstitch_received_at', false)
    .addOption(dataDirOption())
    .addHelpText(
      'after',
      examples(
        'backstitch singer my_shop > rows.jsonl',
        'backstitch singer my_shop --state state.json | target-csv',
        "backstitch singer my_shop --alias 'column=other name'",
      ),
    )
    .action(async (schema, { alias, ...given }) => {
      const { runSinger } = await import('../actions/singer.ts');
      await runSinger({ schema, aliases: alias, ...given });
    });

function readSchema(text: string): string {
  if (/^[a-z_][a-z0-9_$]*$/.test(text)) return text;
  throw bad(`“${text}” is no name of a schema.`, 'backstitch singer SCHEMA');
}

function readAlias(text: string, before: ReadonlyMap<string, string>): Map<string, string> {
  const at = text.lastIndexOf('=');
  if (at < 1 || at === text.length - 1) {
    throw bad(`“${text}” is no alias.`, "--alias 'column=other name'");
  }
  return new Map([...before, [text.slice(0, at), text.slice(at + 1)]]);
}
