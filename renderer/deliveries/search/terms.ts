import type { DeliverySummary } from '../../../preload/contract/deliveries.ts';
import { exactValue, readDeliverySearch } from '../../../preload/rules/delivery-search.ts';

/** Terms by which others like a delivery are found. */
export function termsOf(delivery: DeliverySummary): { label: string; term: string }[] {
  const { destinationName, eventType, state, lastStatus } = delivery;
  return [
    { label: `Destination ${destinationName}`, term: `destination:${exactValue(destinationName)}` },
    {
      label: eventType === null ? 'No event type' : `Event ${eventType}`,
      term: eventType === null ? 'event:none' : `event:${exactValue(eventType)}`,
    },
    { label: `State ${state}`, term: `state:${state}` },
    ...(lastStatus === null
      ? []
      : [{ label: `Last status ${lastStatus}`, term: `status:${lastStatus}` }]),
  ];
}

/** Whether a search finds dead letters only. */
export function isDead(search: string): boolean {
  return readDeliverySearch(search, 0).conditions.some(
    (one) =>
      one.field === 'state' &&
      !one.not &&
      one.states.every((state) => state === 'discarded' || state === 'failed'),
  );
}

/** A search and a drawn time as one search, for calls that know no time beside it. */
export function withTime(search: string, span: { from: number; to: number } | null): string {
  if (span === null) return search;
  const [from, to] = [span.from, span.to].map((at) => new Date(at).toISOString());
  return `${search} since:${from} until:${to}`.trim();
}
