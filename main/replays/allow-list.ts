import type { Clock } from '../lib/clock.ts';
import { BackstitchError } from '../lib/errors.ts';
import { classifyAddress } from '../outbound/address.ts';
import type { TargetStore } from './target-store.ts';
import { isLiteral, isThisMachine, parseHost, type Target } from '../outbound/target.ts';

export interface AllowListParts {
  targets: TargetStore;
  clock: Clock;
  write: <T>(job: () => T) => Promise<T>;
}

/** The hosts beyond this machine that replays may go to, one decision each. */
export function createAllowList({ targets, clock, write }: AllowListParts) {
  return {
    allowedHosts: (): string[] => targets.hosts(),
    async allowHost(input: { host: string }): Promise<string[]> {
      const host = readHost(input.host);
      const judged = isLiteral(host) ? classifyAddress(host.hostname) : undefined;
      if (judged?.kind === 'never') {
        const message = `${host.hostKey} is an address Backstitch never sends to (${judged.range}).`;
        throw new BackstitchError('TARGET_REFUSED', message, { field: 'host' });
      }
      // This machine needs no allow, and a row for it would outlive the reason it was made.
      if (!isThisMachine(host)) await write(() => targets.allow(host.hostKey, clock.now()));
      return targets.hosts();
    },
    async forgetHost(input: { host: string }): Promise<string[]> {
      const key = parseHost(input.host)?.hostKey ?? input.host;
      await write(() => targets.forget(key));
      return targets.hosts();
    },
  };
}

function readHost(text: string): Target {
  const host = parseHost(text);
  if (host !== undefined) return host;
  throw new BackstitchError('TARGET_REFUSED', `"${text}" is not a host name or address.`, {
    field: 'host',
  });
}
