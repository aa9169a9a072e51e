import { useQuery } from '@tanstack/react-query';
import type { DraftSummary } from '../../preload/contract/window/drafts.ts';
import { query } from '../api/client.ts';

const PLACES: Readonly<Record<string, string>> = {
  compose: 'captures',
  note: 'captures',
  expectation: 'captures',
  endpoint: 'endpoints',
  function: 'apps',
  webhook: 'apps',
  rule: 'apps',
  value: 'apps',
  'https-endpoint': 'apps',
  document: 'apps',
  stub: 'apps',
  environment: 'apps',
  integration: 'integrations',
  destination: 'deliveries',
};

/**
 * Pages of the rail on which something is not saved. Kinds that have nothing to be saved, such as the text
 * of the SQL console and a request that was sent as it stands, are kept without a mark.
 */
export function draftPlaces(drafts: readonly Pick<DraftSummary, 'kind'>[]): ReadonlySet<string> {
  return new Set(drafts.flatMap(({ kind }) => PLACES[kind] ?? []));
}

/** The same, for this page. */
export function useDraftPlaces(): ReadonlySet<string> {
  const drafts = useQuery(query.drafts.list.queryOptions());
  return draftPlaces(drafts.data ?? []);
}
