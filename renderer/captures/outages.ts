import type { Outage } from '../../preload/contract/tunnel.ts';
import type { TimeSpan } from '../navigation/captures-address.ts';
import { ALL_VIEW, useSearch } from './search-store.ts';

/** Narrows the list to the time of an outage, whatever was searched for: what came then, and what did not. */
export function showTimeOf(outage: Outage): void {
  useSearch.setState({
    text: '',
    applied: '',
    view: ALL_VIEW,
    span: outageSpan(outage, Date.now()),
  });
}

/** The outages that a time has a part of; all where it is any time. */
export function outagesIn(outages: readonly Outage[], span: TimeSpan | null): readonly Outage[] {
  if (span === null) return outages;
  return outages.filter(({ from, to }) => from < span.to && (to ?? span.to) > span.from);
}

/** The time of an outage, in whole seconds around it; one that goes on ends now. */
export function outageSpan({ from, to }: Outage, now: number): TimeSpan {
  return { from: Math.floor(from / 1000) * 1000, to: Math.ceil(((to ?? now) + 1) / 1000) * 1000 };
}
