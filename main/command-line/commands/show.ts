import { Option } from '@commander-js/extra-typings';
import { bad } from '../refusals.ts';
import { engineCommand, examples, readPath } from '../options.ts';

export const showCommand = () =>
  engineCommand('show')
    .summary('show one capture')
    .description('Shows one capture: what came, who sent it, and what was answered.')
    .argument('<id>', 'id of a capture; latest, or latest:SEARCH, for the newest')
    .option('--headers', 'print its headers', false)
    .option('--body', 'print its body; exact where it is not printed on a terminal', false)
    .option('--reply', 'of the reply, not of the request: with --headers or --body', false)
    .option('--decoded', 'undo gzip and the like: with --body', false)
    .addOption(
      new Option('--out <file>', 'write the body into a file').argParser(readPath('--out')),
    )
    .addHelpText(
      'after',
      examples(
        'backstitch show latest',
        'backstitch show latest:provider:github --body | jq .action',
        'backstitch show 03z5x2m9k1c --body --decoded --out body.json',
      ),
    )
    .action(async (id, given) => {
      if (given.json && given.body) {
        throw bad('--json has no bytes.', 'Write --body alone, or --out FILE.');
      }
      await (await import('../actions/show.ts')).runShow({ id, ...given });
    });
