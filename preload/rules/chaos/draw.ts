import type { Chaos, ChaosRule } from '../../contract/endpoints/chaos.ts';
import { fnv1a, seeded } from './seeded.ts';

// The engine draws with this and the page shows what it will draw: both import it, so both say the same.

/** The rule that a request met. */
export interface Drawn {
  rule: ChaosRule;
  /** Its place in the list, 1 first. */
  place: number;
}

/**
 * What is done to one request: depends on nothing but these arguments, whatever ran in between.
 *
 * Each rule has a number of its own, so that one rule that is drawn seldom leaves the others their share.
 *
 * @param request its number, 1 is the first since the seed was set or the count was reset
 * @returns null where no rule is drawn
 */
export function draw(
  { seed, rules }: Pick<Chaos, 'seed' | 'rules'>,
  endpointId: string,
  request: number,
): Drawn | null {
  if (rules.length === 0) return null;
  const next = seeded(fnv1a(`${seed}:${endpointId}:${request}`));
  for (const [at, rule] of rules.entries()) {
    const lot = next();
    const isAsked =
      request >= rule.from && (rule.count === null || request < rule.from + rule.count);
    if (isAsked && lot < rule.share) return { rule, place: at + 1 };
  }
  return null;
}
