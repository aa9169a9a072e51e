import type { Attempt } from '../../../preload/contract/deliveries/attempts.ts';

/** Where what was sent and answered is, of an attempt of which it is not here. */
export function elsewhereWords({
  node,
  outcome,
  late,
}: Pick<Attempt, 'node' | 'outcome' | 'late'>): string {
  const changed = late
    ? ' It ended after another computer had taken over, and changed nothing.'
    : '';
  if (outcome === 'sending')
    return node === null ? 'Being sent by this computer.' : `Being sent by ${node}.`;
  if (node === null)
    return `Sent by this computer. Its answer is not kept here any more.${changed}`;
  return `Sent by ${node}, and its answer is kept there.${changed}`;
}
