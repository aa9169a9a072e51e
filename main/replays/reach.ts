import { BackstitchError } from '../lib/errors.ts';
import { createGuard, type OwnPlaces } from '../outbound/guard/guard.ts';
import { REPLAYS } from '../outbound/guard/policies.ts';
import type { Refusal } from '../outbound/refusal.ts';
import type { Resolve } from '../outbound/resolve.ts';
import { isThisMachine, type Target } from '../outbound/target.ts';

export interface ReachRules extends OwnPlaces {
  resolve: Resolve;
  isAllowed: (hostKey: string) => boolean;
}

/** Where anything may go that is sent to a URL somebody typed. */
export interface Reach {
  /**
   * What can be said before anything is sent.
   *
   * @throws BackstitchError TARGET_REFUSED, TARGET_NEEDS_ALLOW
   */
  checkTarget(target: Target): Promise<void>;
  /** The verdict on the addresses a connection would go to. All of them must pass. */
  checkAddresses(target: Target, addresses: readonly string[]): Refusal | undefined;
  /** Whether Cookie and Authorization may go there. */
  maySeeCredentials(target: Target): boolean;
}

/** The guard with the hosts that were allowed once. */
export function createReach(rules: ReachRules): Reach {
  const guard = createGuard(REPLAYS, rules);
  const allowed = ({ hostKey }: Target): boolean => rules.isAllowed(hostKey);
  return {
    checkAddresses: (target, addresses) => guard.judge(target, addresses, allowed(target)),
    maySeeCredentials: (target) => isThisMachine(target) || allowed(target),
    async checkTarget(target) {
      const refusal = await guard.ahead(target, allowed(target), rules.resolve);
      if (refusal !== undefined) throw asError(refusal, target);
    },
  };
}

function asError(refusal: Refusal, target: Target): BackstitchError {
  const needsAllow = refusal.code === 'NOT_ALLOWED';
  return new BackstitchError(needsAllow ? 'TARGET_NEEDS_ALLOW' : 'TARGET_REFUSED', refusal.text, {
    hint: refusal.hint,
    field: 'to.url',
    host: needsAllow ? target.hostKey : undefined,
  });
}
