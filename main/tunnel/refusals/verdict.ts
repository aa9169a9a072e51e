import type { Refusal } from '../sessions/session-protocol.ts';

export interface Verdict {
  /** True where trying again in the same way is pointless. */
  permanent: boolean;
  /** True where it is not tried again either where it was online before. */
  always?: boolean;
  /** True where the relay answered and did not want this name. */
  aboutName: boolean;
  reason: string;
}

/** Trying again is pointless until a person did something. */
export const forGood = (reason: string): Verdict => ({
  permanent: true,
  always: true,
  aboutName: false,
  reason,
});

/** Why a host was not reached at all, in words. */
export function neverAnswered({ code, message }: Refusal, host: string): string {
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
    default:
      return `${host} cannot be used: ${message || code || 'no reason was given'}.`;
  }
}
