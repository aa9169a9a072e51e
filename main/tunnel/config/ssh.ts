import type { SshTunnel } from '../../../preload/contract/tunnel.ts';
import { SSH_RELAYS } from '../../../preload/rules/tunnel/presets.ts';
import { checkName, checkPattern, checkUrl, invalid } from './fields.ts';

/** Settings of a preset are its own; of another server all must be there. */
export function checkSsh(ssh: SshTunnel): SshTunnel {
  const urlPattern = checkPattern('ssh.urlPattern', ssh.urlPattern);
  if (ssh.preset !== 'own') {
    const { host, port, user, remotePort, named, token } = SSH_RELAYS[ssh.preset];
    return {
      ...ssh,
      host,
      port,
      user,
      remotePort,
      urlPattern,
      token: token ? ssh.token : '',
      bind: named ? checkName('ssh.bind', ssh.bind) : '',
      urlFrom: 'output',
    };
  }
  const host = checkServerName(ssh.host);
  if (ssh.user.trim() === '' && ssh.token === '') {
    throw invalid('ssh.user', 'The user is missing.', 'Write the name you log in with.');
  }
  if (/\s/.test(ssh.bind)) {
    throw invalid('ssh.bind', 'The address to listen on has a space.', 'Leave it empty for all.');
  }
  const own = { ...ssh, host, user: ssh.user.trim(), urlPattern };
  if (ssh.urlFrom === 'fixed') return { ...own, publicUrl: checkFixed(ssh.publicUrl) };
  if (urlPattern !== '') return own;
  throw invalid(
    'ssh.urlPattern',
    'A pattern for the public URL is missing.',
    'Write one for what the server prints, or give the public URL itself.',
  );
}

function checkServerName(text: string): string {
  const host = text.trim().toLowerCase();
  const url = URL.parse(`https://${host}`);
  if (host !== '' && url !== null && url.host === url.hostname && host === url.hostname)
    return host;
  throw invalid(
    'ssh.host',
    'The server is not a host name or address.',
    'Write it as example.com.',
  );
}

/** `{port}` may stand for the port, which is known later. */
function checkFixed(text: string): string {
  const free = text.trim().replaceAll('{port}', '65535');
  checkUrl('ssh.publicUrl', 'public URL', free);
  return text.trim().replace(/\/+$/, '');
}
