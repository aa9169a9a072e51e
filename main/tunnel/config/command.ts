import type { CommandTunnel } from '../../../preload/contract/tunnel.ts';
import { COMMANDS } from '../../../preload/rules/tunnel/presets.ts';
import { findProgram } from '../sessions/command/find-program.ts';
import { checkPattern, checkUrl, invalid } from './fields.ts';

/** What is on this computer, and was handed over at this start. */
export interface Here {
  env: NodeJS.ProcessEnv;
  isHandedOver: () => boolean;
}

/**
 * A preset by its name, with the place where its program is found: whoever asks has seen it. Other
 * programs cannot be named here.
 */
export function checkCommand(command: CommandTunnel, { env, isHandedOver }: Here): CommandTunnel {
  if (command.preset === 'file') {
    if (isHandedOver()) return command;
    throw invalid(
      'command.preset',
      'No program was handed over at this start.',
      'Start Backstitch with --tunnel-command FILE.json.',
    );
  }
  const preset = COMMANDS[command.preset];
  const found = findProgram(preset.program, env);
  if (found === null) {
    throw invalid(
      'command.program',
      `The program ${preset.program} is not found in PATH.`,
      'Install it, and start Backstitch again where PATH changed with it.',
    );
  }
  if (command.program !== found) {
    throw invalid(
      'command.program',
      `The program ${preset.program} is found at ${found}, which is not confirmed.`,
      'Only that place can be confirmed; other programs come with --tunnel-command.',
    );
  }
  if (preset.tokenNeeded && command.token === '' && !env[preset.variable ?? '']) {
    throw invalid(
      'command.token',
      'The token is missing.',
      `Enter it, or start Backstitch with ${preset.variable} in its environment.`,
    );
  }
  const urlPattern = checkPattern('command.urlPattern', command.urlPattern);
  if (preset.pattern !== undefined) return { ...command, urlPattern };
  const publicUrl = checkUrl('command.publicUrl', 'public URL', command.publicUrl);
  return { ...command, urlPattern, publicUrl };
}
