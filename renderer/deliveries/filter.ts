import type { DeliveryState, DestinationId } from '../../preload/contract/deliveries.ts';
import type { ListFilter } from './use-delivery-list.ts';

/** The filter as typed. */
export interface FilterDraft {
  state: DeliveryState | 'all';
  destinationId: DestinationId | '';
  /** Part of the event type, the message id or the reason. */
  text: string;
  status: number | null;
  hours: 'all' | '1' | '24' | '168';
  /** Start of that period, epoch ms: fixed when it was chosen, since a moving one is another filter. */
  since: number | null;
}

export const NO_FILTER: FilterDraft = {
  state: 'all',
  destinationId: '',
  text: '',
  status: null,
  hours: 'all',
  since: null,
};

/** What nobody tries any more, and was not delivered. */
export const DEAD = ['discarded', 'failed'] as const;

/** What the engine is asked for. */
export function readFilter(part: 'queue' | 'dead', draft: FilterDraft): ListFilter {
  const all = part === 'dead' ? DEAD : [];
  const text = draft.text.trim();
  return {
    states: draft.state === 'all' ? all : [draft.state],
    destinationId: draft.destinationId === '' ? undefined : draft.destinationId,
    text: text === '' ? undefined : text,
    status: draft.status !== null && Number.isInteger(draft.status) ? draft.status : undefined,
    since: draft.since ?? undefined,
  };
}
