import type { Chaos } from '../../contract/endpoints/chaos.ts';
import { checkHeaderValue, type EndpointProblem } from '../endpoint-rules.ts';

/** Everything wrong with chaos that the schema cannot say; empty when it can be saved. */
export function chaosProblems(chaos: Chaos | null | undefined): EndpointProblem[] {
  return (chaos?.rules ?? []).flatMap((rule, i) => {
    if (rule.kind !== 'redirect') return [];
    const message = checkHeaderValue(rule.location);
    return message === null ? [] : [{ field: `reply.chaos.rules.${i}.location`, message }];
  });
}
