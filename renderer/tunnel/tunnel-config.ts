import type { SshTunnel, TunnelConfig } from '../../preload/contract/tunnel.ts';
import { COMMANDS } from '../../preload/rules/tunnel/presets.ts';

/** By field, as the engine names them: `host`, `ssh.host`. */
export type ConfigMistakes = Readonly<Record<string, string | undefined>>;

const WHOLE_URL = 'Enter the whole URL, e.g. https://hooks.example.com.';

/**
 * What of a tunnel's configuration cannot work, by field. The engine checks again.
 *
 * @param typed secrets that are kept when it is saved, by their field
 */
export function checkConfig(
  config: TunnelConfig,
  typed: Readonly<Record<string, string>> = {},
): ConfigMistakes {
  switch (config.mode) {
    case 'off':
      return {};
    case 'localtunnel':
      return found({
        host: isHttpUrl(config.host)
          ? undefined
          : 'Enter the URL of the relay, e.g. https://localtunnel.me.',
        subdomain: checkSubdomain(config.subdomain),
      });
    case 'url':
      return found({ url: isHttpUrl(config.url) ? undefined : WHOLE_URL });
    case 'ssh':
      return checkSsh(config.ssh);
    case 'command':
      return checkCommand(config.command, typed);
    default:
      return config.mode satisfies never;
  }
}

function checkSsh({ preset, host, user, publicUrl, urlPattern }: SshTunnel): ConfigMistakes {
  if (preset !== 'own') return {};
  const isFixed = urlPattern === '';
  return found({
    'ssh.host': host.trim() === '' ? 'Enter the host of your server.' : undefined,
    'ssh.user': user.trim() === '' ? 'Enter the user you log in as.' : undefined,
    'ssh.publicUrl':
      isFixed && !isHttpUrl(publicUrl.replaceAll('{port}', '1')) ? WHOLE_URL : undefined,
  });
}

function checkCommand(
  { preset, program, token, publicUrl }: TunnelConfig['command'],
  typed: Readonly<Record<string, string>>,
): ConfigMistakes {
  if (preset === 'file') return {};
  const { pattern, tokenNeeded } = COMMANDS[preset];
  const hasToken = token !== '' || (typed['command.token'] ?? '') !== '';
  return found({
    'command.program': program === '' ? 'Confirm that it may be started.' : undefined,
    'command.token': tokenNeeded && !hasToken ? 'Enter the token of the tunnel.' : undefined,
    'command.publicUrl': pattern === undefined && !isHttpUrl(publicUrl) ? WHOLE_URL : undefined,
  });
}

function found(mistakes: ConfigMistakes): ConfigMistakes {
  return Object.fromEntries(Object.entries(mistakes).filter(([, text]) => text !== undefined));
}

/** Another way; one that was never set up begins with what needs the least. */
export function inMode(config: TunnelConfig, mode: TunnelConfig['mode']): Partial<TunnelConfig> {
  const { ssh } = config;
  const isFresh = mode === 'ssh' && ssh.preset === 'own' && ssh.host === '';
  return isFresh ? { mode, ssh: { ...ssh, ...otherServer(ssh, 'localhost.run') } } : { mode };
}

/** Another server knows nothing of what was meant for the one before. */
export function otherServer(ssh: SshTunnel, preset: SshTunnel['preset']): Partial<SshTunnel> {
  if (preset === ssh.preset) return {};
  const own = preset === 'own';
  return {
    preset,
    host: '',
    port: 22,
    user: '',
    token: '',
    password: '',
    passphrase: '',
    keyPath: '',
    hostKey: [],
    bind: '',
    urlPattern: '',
    agent: own,
    urlFrom: own ? 'fixed' : 'output',
    remotePort: own ? 8080 : 80,
    publicUrl: '',
  };
}

function checkSubdomain(name: string): string | undefined {
  if (name === '') return undefined;
  if (!/^[a-z0-9-]+$/.test(name) || /^-|-$/.test(name)) {
    return 'Use lower-case letters, digits and hyphens, with no hyphen first or last.';
  }
  if (name.length < 4 || name.length > 63) return 'Use 4 to 63 characters.';
  return undefined;
}

function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return (protocol === 'http:' || protocol === 'https:') && hostname !== '';
}
