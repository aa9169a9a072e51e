import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { print } from './print.ts';
import { refusalOf } from './refusals.ts';

/** Lets a command print through us, and refuse in our words. */
export function prepare(command: CommandUnknownOpts): void {
  command
    .configureOutput({
      writeOut: (text) => print(...text.trimEnd().split('\n')),
      // What goes wrong is thrown, and said by whoever catches it.
      writeErr: () => {},
    })
    .configureHelp({ optionDescription: describe })
    .exitOverride((error) => {
      throw error.exitCode === 0 ? error : refusalOf(error, command);
    });
  if (command.parent) command.helpOption('-h, --help', 'print this help');
  for (const below of command.commands) prepare(below);
}

/** What is off unless given goes without saying. */
function describe({ description, defaultValue }: Option): string {
  const isValue = typeof defaultValue === 'string' || typeof defaultValue === 'number';
  return isValue ? `${description} (default: ${defaultValue})` : description;
}
