import type { CaptureSummary } from '../../../preload/contract/captures.ts';
import { shownTarget } from '../row/shown-target.ts';
import { joinTerm } from '../../../preload/rules/search-terms.ts';

export type RowField = 'provider' | 'event' | 'status' | 'endpoint' | 'path' | 'is';
export type RowTerm = { label: string; field: RowField; term: string };

/** Of these a search takes a part, so that the whole value has to be asked for. */
const PARTIAL = new Set(['path', 'event']);

/** What can be searched for of one capture: only those like it, or none of them. */
export function rowTerms(capture: CaptureSummary, sender: string): RowTerm[] {
  const path = capture.target.split('?')[0] ?? '';
  const parts: [label: string, field: RowField, value: string | null][] = [
    [`Sender ${sender}`, 'provider', capture.provider],
    [`Event ${capture.eventType ?? ''}`, 'event', capture.eventType],
    [`Status ${capture.status ?? ''}`, 'status', capture.status?.toString() ?? null],
    [`Endpoint ${capture.endpointName}`, 'endpoint', capture.endpointName || null],
    // A path with a secret in it stays out of the search box, which others may see.
    [`Path ${path}`, 'path', path === '' || shownTarget(path) !== path ? null : path],
  ];
  const terms = parts.flatMap(([label, field, value]) =>
    value === null
      ? []
      : [{ label, field, term: `${field}:${PARTIAL.has(field) ? '=' : ''}${quoted(value)}` }],
  );
  return [...terms, sourceTerm(capture)];
}

/** Where it came from: Backstitch itself, the tunnel, or this computer. */
function sourceTerm({ replayOf, viaTunnel }: CaptureSummary): RowTerm {
  if (replayOf !== null) return { label: 'Source Replay', field: 'is', term: 'is:replay' };
  if (viaTunnel) return { label: 'Source Tunnel', field: 'is', term: 'is:tunnel' };
  return { label: 'Source This computer', field: 'is', term: '-is:tunnel' };
}

/** A value as a search reads it back: in quotes where it would mean something else without. */
function quoted(value: string): string {
  if (/^[\w/.-]+$/.test(value)) return value;
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** The search with a term more, joined to the term of the same field where there is one. */
export const withTerm = (search: string, term: string): string => joinTerm(search, term);
