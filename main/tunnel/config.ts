import { TunnelConfig, type TunnelWish } from '../../preload/contract/tunnel.ts';
import { checkCommand, type Here } from './config/command.ts';
import { checkSsh } from './config/ssh.ts';
import { checkName, checkUrl, invalid } from './config/fields.ts';

export const OFF: TunnelConfig = TunnelConfig.parse({ mode: 'off' });

/**
 * Checks what the chosen mode needs and brings it into one form: no closing slash, lower-case
 * name. Fields of the other modes are kept as they are, so that switching back finds them.
 *
 * @throws BackstitchError TUNNEL_INVALID, with the field.
 */
export function checkConfig(wish: TunnelWish, here: Here): TunnelConfig {
  const config = TunnelConfig.parse(wish);
  switch (config.mode) {
    case 'off':
      return config;
    case 'localtunnel':
      return {
        ...config,
        host: checkHost(config.host),
        subdomain: checkName('subdomain', config.subdomain),
      };
    case 'url':
      return { ...config, url: checkUrl('url', 'public URL', config.url) };
    case 'ssh':
      return { ...config, ssh: checkSsh(config.ssh) };
    case 'command':
      return { ...config, command: checkCommand(config.command, here) };
    default:
      return config.mode satisfies never;
  }
}

function checkHost(text: string): string {
  const host = checkUrl('host', 'relay', text);
  // The client appends the name to this text and takes only the host of it for its sockets.
  if (host !== new URL(host).origin) {
    throw invalid('host', 'The address of the relay has a path.', 'Leave only https://host:port.');
  }
  return host;
}
