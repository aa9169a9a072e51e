import { Command, Option } from '@commander-js/extra-typings';
import { engineCommand, examples, readCount, readPath } from '../../options.ts';

const filterOption = () =>
  new Option('--search <text>', 'only types with this in provider, event or version');

export const catalogueCommand = () => {
  const catalogue = new Command('catalogue')
    .summary('event types that captures came with, and their schemas')
    .description(
      'What was received, type by type: listed, written as schemas, and held against such files.',
    );
  catalogue.addCommand(
    engineCommand('list')
      .summary('list the event types')
      .description('Lists event types with how many came, the last time and open changes.')
      .addOption(filterOption())
      .addHelpText(
        'after',
        examples('backstitch catalogue list', 'backstitch catalogue list --search stripe'),
      )
      .action(async (given) => (await import('../../actions/events/catalogue.ts')).runTypes(given)),
  );
  catalogue.addCommand(
    engineCommand('export')
      .summary('write schemas of the event types into a folder')
      .description(
        'Writes schemas, to be committed: one JSON Schema for each type, or one file of TypeScript, Zod or ' +
          'OpenAPI. The same captures give the same files.',
      )
      .argument('<directory>', 'where to; it is made where it is missing', readPath('directory'))
      .addOption(
        new Option('--as <form>', 'what to write')
          .choices(['json-schema', 'typescript', 'zod', 'openapi'] as const)
          .default('json-schema' as const),
      )
      .addOption(filterOption())
      .addHelpText(
        'after',
        examples(
          'backstitch catalogue export schemas',
          'backstitch catalogue export src/events --as typescript --search github',
        ),
      )
      .action(async (directory, given) =>
        (await import('../../actions/events/catalogue.ts')).runExport({ ...given, directory }),
      ),
  );
  catalogue.addCommand(
    engineCommand('check')
      .summary('judge captures by schemas of a folder')
      .description(
        'Holds the newest captures of each type against its *.schema.json, as export writes them. Ends with ' +
          '1 where one differs.',
      )
      .argument('<directory>', 'with the files', readPath('directory'))
      .addOption(filterOption())
      .addOption(
        new Option('--limit <n>', 'captures of each type')
          .argParser(readCount('--limit'))
          .default(100),
      )
      .addHelpText('after', examples('backstitch catalogue check schemas'))
      .action(async (directory, given) =>
        (await import('../../actions/events/catalogue.ts')).runCheck({ ...given, directory }),
      ),
  );
  return catalogue;
};
