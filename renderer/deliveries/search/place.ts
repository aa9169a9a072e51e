import { navigate, useRoute } from '../../navigation/route.ts';
import type { TimeSpan } from '../../ui/time/time-span.ts';

/** What the queue shows: it stands in the address, so that links carry it and Back returns to it. */
export interface Place {
  id: string | null;
  /** What is searched for, as it is written. */
  q: string;
  span: TimeSpan | null;
}

const NOWHERE: Place = { id: null, q: '', span: null };

export function usePlace(): Place {
  const route = useRoute();
  if (route.page !== 'deliveries' || route.part !== 'queue') return NOWHERE;
  return { id: route.id, q: route.q ?? '', span: route.t ?? null };
}

/** Goes to a place of the queue. @param replace Back does not return to the present one. */
export function goTo({ id, q, span }: Place, replace = false): void {
  navigate(
    { page: 'deliveries', part: 'queue', id, q, ...(span !== null && { t: span }) },
    { replace },
  );
}
