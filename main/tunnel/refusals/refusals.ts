import type { TunnelConfig } from '../../../preload/contract/tunnel.ts';
import type { Refusal } from '../sessions/session-protocol.ts';
import { judgeCommand } from './command.ts';
import { judgeLocaltunnel } from './localtunnel.ts';
import { judgeSsh } from './ssh.ts';
import type { Verdict } from './verdict.ts';

/** Says in words why there is no session, and whether another try can help. */
export function judgeRefusal(refusal: Refusal, config: TunnelConfig, subdomain: string): Verdict {
  if (config.mode === 'ssh') return judgeSsh(refusal, config.ssh);
  if (config.mode === 'command') return judgeCommand(refusal, config.command);
  return judgeLocaltunnel(refusal, config.host, subdomain);
}

/** Why a session that told no URL in time was given up. */
export function noAddress({ mode, host, ssh, command }: TunnelConfig, seconds: number): string {
  if (mode === 'ssh') {
    return `${ssh.host} told no address within ${seconds} s. If its output changed, give a pattern for the URL.`;
  }
  if (mode === 'command') {
    return `${command.preset === 'file' ? 'The program' : command.preset} told no address within ${seconds} s. If its output changed, give a pattern for the URL.`;
  }
  return `The relay ${host} did not give an address within ${seconds} s.`;
}
