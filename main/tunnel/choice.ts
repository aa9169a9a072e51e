import type { TunnelChoice, TunnelConfig } from '../../preload/contract/tunnel.ts';
import {
  COMMAND_PRESETS,
  COMMANDS,
  SSH_PRESETS,
  SSH_RELAYS,
} from '../../preload/rules/tunnel/presets.ts';
import { invalid } from './config/fields.ts';
import { findProgram } from './sessions/command/find-program.ts';

/**
 * What the command line asks for, on top of what is kept. Whoever starts Backstitch confirms the
 * program of a preset by naming it.
 *
 * @throws BackstitchError TUNNEL_INVALID where there is no such preset
 */
export function chosen(
  { ssh, preset, commandFile, ...fields }: TunnelChoice,
  now: TunnelConfig,
  env: NodeJS.ProcessEnv,
): TunnelConfig {
  if (commandFile !== undefined) {
    return { ...now, mode: 'command', command: { ...now.command, preset: 'file', program: '' } };
  }
  if (ssh !== undefined) return { ...now, mode: 'ssh', ssh: ownServer(ssh, now.ssh) };
  if (preset === undefined) return { ...now, ...fields };
  const relay = SSH_PRESETS.find((name) => name === preset);
  if (relay !== undefined) {
    const kept = now.ssh.preset === relay ? now.ssh : { ...now.ssh, ...FRESH };
    return { ...now, mode: 'ssh', ssh: { ...kept, preset: relay } };
  }
  const name = COMMAND_PRESETS.find((one) => one === preset);
  if (name === undefined) {
    throw invalid(
      'preset',
      `There is no preset “${preset}”.`,
      `Write one of ${[...SSH_PRESETS, ...COMMAND_PRESETS].join(', ')}.`,
    );
  }
  const program = findProgram(COMMANDS[name].program, env) ?? '';
  const kept =
    now.command.preset === name ? now.command : { ...now.command, token: '', urlPattern: '' };
  return { ...now, mode: 'command', command: { ...kept, preset: name, program } };
}

/** What belongs to one server and must not be shown to another. */
export const FRESH = {
  agent: false,
  bind: '',
  hostKey: [],
  keyPath: '',
  passphrase: '',
  password: '',
  token: '',
  urlPattern: '',
} as const satisfies Partial<TunnelConfig['ssh']>;

/** A server named as an address: a preset if it is one's, else one's own, reached by its port 8080. */
function ownServer(
  named: { host: string; port: number; user: string },
  kept: TunnelConfig['ssh'],
): TunnelConfig['ssh'] {
  const same = kept.host === named.host && kept.port === named.port;
  const relay = Object.entries(SSH_RELAYS).find(([, { host }]) => host === named.host)?.[0];
  const preset = SSH_PRESETS.find((name) => name === relay) ?? 'own';
  if (same) return { ...kept, ...named, preset };
  return {
    ...kept,
    ...FRESH,
    ...named,
    hostKey: [],
    preset,
    agent: preset === 'own',
    urlFrom: 'fixed',
    remotePort: 8080,
    publicUrl: `http://${named.host}:{port}`,
  };
}
