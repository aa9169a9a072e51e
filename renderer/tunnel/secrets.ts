import type { TunnelConfig } from '../../preload/contract/tunnel.ts';
import { api } from '../api/client.ts';

/** Secrets as they were typed, by their field. Nothing typed leaves what is kept. */
export type Typed = Partial<
  Record<'ssh.token' | 'ssh.password' | 'ssh.passphrase' | 'command.token', string>
>;

/** Keeps what was typed as named secrets, and names them in the configuration. */
export async function withSecrets(config: TunnelConfig, typed: Typed): Promise<TunnelConfig> {
  const { mode, ssh, command } = config;
  const keep = async (field: keyof Typed, name: string, kept: string): Promise<string> => {
    const value = typed[field] ?? '';
    if (value === '' || !field.startsWith(mode)) return kept;
    await api.project.setSecret({ name, value });
    return name;
  };
  const of = ssh.preset === 'own' ? 'server' : ssh.preset.replaceAll('.', '-');
  return {
    ...config,
    ssh: {
      ...ssh,
      urlFrom: ssh.preset === 'own' && ssh.urlPattern === '' ? 'fixed' : 'output',
      token: await keep('ssh.token', `tunnel-${of}-token`, ssh.token),
      password: await keep('ssh.password', `tunnel-${of}-password`, ssh.password),
      passphrase: await keep('ssh.passphrase', `tunnel-${of}-passphrase`, ssh.passphrase),
    },
    command: {
      ...command,
      token: await keep('command.token', `tunnel-${command.preset}-token`, command.token),
    },
  };
}
