import type { CommandTunnel } from '../../../preload/contract/tunnel.ts';
import { COMMANDS } from '../../../preload/rules/tunnel/presets.ts';
import type { Refusal } from '../sessions/session-protocol.ts';
import { forGood, type Verdict } from './verdict.ts';

/** Why a program gave no session. What a code is about stands in the message of the refusal. */
export function judgeCommand(refusal: Refusal, { preset }: Pick<CommandTunnel, 'preset'>): Verdict {
  const { code, message } = refusal;
  const name = preset === 'file' ? 'The program' : COMMANDS[preset].program;
  switch (code) {
    case 'PROGRAM_MISSING':
      return forGood(`${name} is not found at ${message}. Install it, then choose it again.`);
    case 'PROGRAM_MOVED':
      return forGood(
        `${name} is found elsewhere now (${message}) than where it was confirmed. Look at the new place and save again.`,
      );
    case 'NOT_HANDED_OVER':
      return forGood(
        'No program was handed over at this start. Start Backstitch with --tunnel-command FILE.json.',
      );
    case 'SECRET_MISSING':
      return forGood(`There is no secret “${message}” on this computer. Enter it again.`);
    case 'NOT_STARTED':
      return {
        permanent: true,
        aboutName: false,
        reason: `${name} cannot be started: ${message}.`,
      };
    case 'ENDED':
    case 'ENDED_EARLY':
      return {
        permanent: false,
        aboutName: false,
        reason: `${name} ended ${message} without an address.`,
      };
    default:
      return {
        permanent: false,
        aboutName: false,
        reason: `${name} cannot be used: ${message || code}.`,
      };
  }
}
