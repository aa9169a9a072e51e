import type { Refusal } from '../sessions/session-protocol.ts';

export interface Verdict {
  /** True where trying again in the same way is pointless. */
  permanent: boolean;
  /** True where the relay answered and did not want this name. */
  aboutName: boolean;
  reason: string;
}

const BUSY = new Set([408, 425, 429]);

/** Says in words why a relay gave no session, and whether another try can help. */
export function judgeRefusal(refusal: Refusal, host: string, subdomain: string): Verdict {
  const { status, message } = refusal;
  if (status === null)
    return { permanent: false, aboutName: false, reason: unreachable(refusal, host) };
  const said = message === '' ? `answered ${status}` : `answered ${status}: ${message}`;
  if (status >= 500 || BUSY.has(status)) {
    return { permanent: false, aboutName: false, reason: `The relay ${host} ${said}.` };
  }
  if (status < 400) return { permanent: false, aboutName: false, reason: notARelay(host) };
  if (subdomain === '') {
    const reason = `The relay ${host} ${said}. Check that it is a localtunnel relay, or choose another.`;
    return { permanent: true, aboutName: false, reason };
  }
  const reason = `The relay ${host} refuses the subdomain “${subdomain}” (${said}). Choose another subdomain, or leave it empty.`;
  return { permanent: true, aboutName: true, reason };
}

function notARelay(host: string): string {
  return `${host} answers, but not as a localtunnel relay. Check the address, or whether this network wants you to sign in first.`;
}

function unreachable({ code, message }: Refusal, host: string): string {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} cannot be found: there is no network, or the name is misspelt.`;
    case 'ECONNREFUSED':
      return `Nothing answers at ${host}.`;
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'ENETDOWN':
      return `${host} cannot be reached: the network is down.`;
    case 'ECONNABORTED':
    case 'ETIMEDOUT':
      return `${host} did not answer in time.`;
    case 'ECONNRESET':
    case 'EPIPE':
      return `${host} closed the connection.`;
    case 'BAD_ANSWER':
      return notARelay(host);
    default:
      return `${host} cannot be used: ${message || code || 'no reason was given'}.`;
  }
}
