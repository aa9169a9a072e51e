import { Command } from '@commander-js/extra-typings';
import { examples } from '../options.ts';
import { bad } from '../refusals.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

export const completionCommand = () =>
  new Command('completion')
    .summary('print a script that completes commands in a shell')
    .description('Prints a script that completes commands and options in bash, zsh or fish.')
    .argument('<shell>', SHELLS.join(', '), readShell)
    .addHelpText(
      'after',
      examples(
        'source <(backstitch completion bash)',
        'source <(backstitch completion zsh)',
        'backstitch completion fish > ~/.config/fish/completions/backstitch.fish',
      ),
    )
    .action(async (shell, _given, command) => {
      const { runCompletion } = await import('../actions/completion.ts');
      runCompletion(shell, command.parent ?? command);
    });

function readShell(text: string): Shell {
  const known = SHELLS.find((shell) => shell === text);
  if (known !== undefined) return known;
  throw bad(`There is no completion for ${text}.`, `Write one of ${SHELLS.join(', ')}.`);
}
