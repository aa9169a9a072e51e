import { Option } from '@commander-js/extra-typings';
import { engineCommand, examples, readPath, searchOption } from '../options.ts';

export const exportCommand = () =>
  engineCommand('export')
    .summary('write captures into a file')
    .description(
      'Writes the captures that a search finds, oldest first, without credentials and the secrets that ' +
        'Backstitch knows. An app is written by export-app.',
    )
    .argument('[search]', 'which captures; left out: all')
    .addOption(searchOption())
    .addOption(
      new Option('--as <format>', 'form of the file; left out: as the name of --out ends').choices([
        'har',
        'ndjson',
        'csv',
        'backstitch',
        'http',
        'fixtures',
        'postman',
        'cloudevents',
        'openapi',
        'raw',
      ] as const),
    )
    .addOption(
      new Option(
        '--out <file>',
        'file, or folder, to write; left out: the standard output',
      ).argParser(readPath('--out')),
    )
    .addOption(
      new Option(
        '--redact <profile>',
        'what to leave out: strict (also who the events are about), none, or a profile of yours',
      ).default('default'),
    )
    .addOption(
      new Option(
        '--runner <runner>',
        'of fixtures: add a test file, which is never replaced',
      ).choices(['vitest', 'jest', 'node', 'pytest'] as const),
    )
    .addOption(
      new Option('--shape <shape>', 'of cloudevents: one list, a line each, or one event').choices([
        'batch',
        'ndjson',
        'structured',
      ] as const),
    )
    .option('--force', 'replace files of a folder that are in the way', false)
    .option('--preview', 'only say what would be left out', false)
    .addHelpText(
      'after',
      examples(
        'backstitch export event:invoice.paid --out invoices.har',
        'backstitch export --as ndjson --redact strict | gzip > captures.ndjson.gz',
        'backstitch export provider:stripe --as fixtures --runner vitest --out test/fixtures',
        'backstitch export status:5xx --preview',
      ),
    )
    .action(async (search, given) => {
      await (
        await import('../actions/interchange/export.ts')
      ).runExport({ argument: search, ...given });
    });
