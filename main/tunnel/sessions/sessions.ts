import { openCommand, type CommandParts } from './command/command.ts';
import { openLocaltunnel } from './localtunnel/localtunnel.ts';
import type { OpenSession } from './session-protocol.ts';
import { openSsh, type SshParts } from './ssh/ssh.ts';

/** A session of whichever kind is ordered. */
export function openSessions(parts: SshParts & CommandParts): OpenSession {
  const localtunnel = openLocaltunnel(parts.checkRelay);
  const ssh = openSsh(parts);
  const command = openCommand(parts);
  return (order, report) => {
    switch (order.mode) {
      case 'localtunnel':
        return localtunnel(order, report);
      case 'ssh':
        return ssh(order, report);
      case 'command':
        return command(order, report);
      default:
        return order satisfies never;
    }
  };
}
