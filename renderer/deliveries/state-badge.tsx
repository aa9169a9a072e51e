import type { DeliverySummary } from '../../preload/contract/deliveries.ts';
import { Badge } from '../ui/badge.tsx';
import { STATE_TONES } from './delivery-words.ts';

export function StateBadge({ state }: Pick<DeliverySummary, 'state'>) {
  return <Badge tone={STATE_TONES[state]}>{state}</Badge>;
}
