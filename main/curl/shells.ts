import { cmdCommands } from './shells/cmd.ts';
import { posixCommands } from './shells/posix.ts';
import { powershellCommands } from './shells/powershell.ts';
import type { Command } from './words.ts';

/** What a text of commands was written for. */
export type Shell = 'posix' | 'cmd' | 'powershell';

const COMMANDS: Readonly<Record<Shell, (text: string) => Command[]>> = {
  posix: posixCommands,
  cmd: cmdCommands,
  powershell: powershellCommands,
};

/** By how a text goes on in the next line, and by the quotes that only one shell has. */
export function shellOf(text: string): Shell {
  if (/(?:^|[ \t])\^"|\^[ \t]*\r?\n/.test(text)) return 'cmd';
  if (/\\[ \t]*\r?\n|\$'|\\'/.test(text)) return 'posix';
  if (/(?:^|[ \t])`[ \t]*\r?\n|[^\s'"=:]''[^\s'"]/.test(text)) return 'powershell';
  if (!/^\s*(?:>\s*)?curl\.exe\s/i.test(text)) return 'posix';
  // Quotes behind a backslash would end a word of PowerShell.
  return /\\"/.test(text) && !/['`$]/.test(text) ? 'cmd' : 'powershell';
}

/**
 * The commands of a text, with their words.
 *
 * @param text one character a byte
 */
export const commandsOf = (text: string, shell: Shell = shellOf(text)): Command[] =>
  COMMANDS[shell](text);
