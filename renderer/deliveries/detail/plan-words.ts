import type { Delivery } from '../../../preload/contract/deliveries.ts';
import type { Attempt } from '../../../preload/contract/deliveries/attempts.ts';
import { exact, relative, span } from '../../ui/time/moments.ts';
import { isOver } from '../delivery-words.ts';

/** The plan of a delivery in a sentence, for those who do not see the strip. */
export function planWords(
  delivery: Pick<Delivery, 'state' | 'plan' | 'deadlineAt'>,
  past: readonly Pick<Attempt, 'number'>[],
  now: number,
): string {
  const made = `${past.length} ${past.length === 1 ? 'attempt' : 'attempts'} made`;
  if (isOver(delivery)) return `${made}, ${delivery.state}`;
  const [next] = delivery.plan;
  const parts = [made, `${delivery.plan.length} to come`];
  if (next !== undefined) parts.push(`the next ${relative(next.at, now)}, ${exact(next.at, now)}`);
  const left = span(delivery.deadlineAt - now);
  return `${parts.join(', ')}. Given up in ${left}, ${exact(delivery.deadlineAt, now)}.`;
}
