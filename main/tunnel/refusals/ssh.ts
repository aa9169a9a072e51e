import type { SshTunnel } from '../../../preload/contract/tunnel.ts';
import type { Refusal } from '../sessions/session-protocol.ts';
import { forGood, neverAnswered, type Verdict } from './verdict.ts';

/** Why an SSH server gave no session. What a code is about stands in the message of the refusal. */
export function judgeSsh(refusal: Refusal, ssh: Pick<SshTunnel, 'host' | 'port'>): Verdict {
  const { code, message } = refusal;
  const place = ssh.port === 22 ? ssh.host : `${ssh.host}:${ssh.port}`;
  switch (code) {
    case 'HOST_KEY_UNKNOWN':
      return forGood(
        `${place} shows the key ${message}, which is not known on this computer. Compare it with what its operator publishes, then trust it. Nothing was sent yet.`,
      );
    case 'HOST_KEY_CHANGED':
      return forGood(
        `${place} shows the key ${message}, not the one that is trusted. Somebody may stand in between, or the server was set up again: ask its operator. Nothing was sent to it.`,
      );
    case 'HOST_KEY_REVOKED':
      return forGood(
        `${place} shows the key ${message}, which known_hosts of this computer marks as revoked. Nothing was sent to it.`,
      );
    case 'LOGIN_REFUSED':
      return unlessOnline(
        `${place} refuses the login (offered: ${message}). Check the user, and choose a key or password that the server knows.`,
      );
    case 'KEY_UNREADABLE':
      return forGood(
        `The private key cannot be used: ${message}. Check the path and the passphrase.`,
      );
    case 'SECRET_MISSING':
      return forGood(`There is no secret “${message}” on this computer. Enter it again.`);
    case 'FORWARD_REFUSED':
      return unlessOnline(
        `${place} does not forward the port that was asked for${message === '' ? '' : ` (${message})`}. On a server of your own allow it: AllowTcpForwarding remote, GatewayPorts clientspecified.`,
      );
    case 'HANDSHAKE':
      return {
        permanent: false,
        aboutName: false,
        reason: `${place} does not speak SSH as expected: ${message}.`,
      };
    default:
      return { permanent: false, aboutName: false, reason: neverAnswered(refusal, place) };
  }
}

const unlessOnline = (reason: string): Verdict => ({ permanent: true, aboutName: false, reason });
