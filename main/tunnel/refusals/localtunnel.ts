import type { Refusal } from '../sessions/session-protocol.ts';
import { neverAnswered, type Verdict } from './verdict.ts';

const BUSY = new Set([408, 425, 429]);

/** Says in words why a relay of localtunnel gave no session, and whether another try can help. */
export function judgeLocaltunnel(refusal: Refusal, host: string, subdomain: string): Verdict {
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

function unreachable(refusal: Refusal, host: string): string {
  return refusal.code === 'BAD_ANSWER' ? notARelay(host) : neverAnswered(refusal, host);
}
