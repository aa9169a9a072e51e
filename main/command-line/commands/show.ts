import { Option } from '@commander-js/extra-typings';
import { SNIPPET_LANGUAGES } from '../../../preload/rules/snippet-languages.ts';
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
      new Option('--as <language>', 'print what sends it again, as a command or a program').choices(
        SNIPPET_LANGUAGES.map(({ id }) => id),
      ),
    )
    .addOption(
      new Option('--out <file>', 'write the body, or what --as makes, into a file').argParser(
        readPath('--out'),
      ),
    )
    .addHelpText(
      'after',
      examples(
        'backstitch show latest',
        'backstitch show latest:provider:github --body | jq .action',
        'backstitch show 03z5x2m9k1c --body --decoded --out body.json',
        'backstitch show latest --as curl',
        'backstitch show latest --as python-stdlib --out again.py',
      ),
    )
    .action(async (id, given) => {
      if (given.json && given.body) {
        throw bad('--json has no bytes.', 'Write --body alone, or --out FILE.');
      }
      if (given.as !== undefined && (given.body || given.headers || given.reply || given.decoded)) {
        throw bad('--as makes a whole request.', 'Leave out --body, --headers and --reply.');
      }
      await (await import('../actions/show.ts')).runShow({ id, ...given });
    });
