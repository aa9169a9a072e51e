import type { TunnelConfig } from '../../preload/contract/tunnel.ts';
import { BackstitchError } from '../lib/errors.ts';

export const OFF: TunnelConfig = {
  mode: 'off',
  host: 'https://localtunnel.me',
  subdomain: '',
  url: '',
};

const DNS_LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/**
 * Checks what the chosen mode needs and brings it into one form: no closing slash, lower-case
 * name. Fields of the other modes are kept as they are, so that switching back finds them.
 *
 * @throws BackstitchError TUNNEL_INVALID, with the field.
 */
export function checkConfig(config: TunnelConfig): TunnelConfig {
  switch (config.mode) {
    case 'off':
      return config;
    case 'localtunnel':
      return { ...config, host: checkHost(config.host), subdomain: checkName(config.subdomain) };
    case 'url':
      return { ...config, url: checkUrl('url', 'public URL', config.url) };
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

function checkName(text: string): string {
  const name = text.trim().toLowerCase();
  if (name === '' || DNS_LABEL.test(name)) return name;
  throw invalid(
    'subdomain',
    `“${name}” cannot be a subdomain.`,
    'Use letters, digits and hyphens; begin and end with a letter or digit.',
  );
}

function checkUrl(field: 'host' | 'url', what: string, text: string): string {
  const url = URL.parse(text.trim());
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw invalid(field, `The ${what} is not a web address.`, 'Write it as https://example.com.');
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid(field, `The ${what} contains a user name.`, 'Remove everything before the @.');
  }
  if (url.search !== '' || url.hash !== '' || /[?#]/.test(text)) {
    throw invalid(field, `The ${what} has a query or fragment.`, 'Remove what follows ? or #.');
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}

function invalid(field: string, message: string, hint: string): BackstitchError {
  return new BackstitchError('TUNNEL_INVALID', message, { hint, field });
}
