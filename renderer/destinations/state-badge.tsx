import type { DeliveryState, DeliverySummary } from '../../preload/contract/deliveries.ts';
import { Badge } from '../ui/badge.tsx';
import type { Tone } from '../ui/badge.tsx';

const TONES: Readonly<Record<DeliveryState, Tone>> = {
  scheduled: 'info',
  sending: 'info',
  held: 'warn',
  delivered: 'good',
  discarded: 'bad',
  failed: 'bad',
  canceled: 'neutral',
};

/** Of a state as another Backstitch told it: what is not known here is neutral. */
export const toneOfState = (state: string): Tone =>
  state in TONES ? TONES[state as DeliveryState] : 'neutral';

export function StateBadge({ state }: Pick<DeliverySummary, 'state'>) {
  return <Badge tone={TONES[state]}>{state}</Badge>;
}
