import type { CaptureSummary } from '../../../preload/contract/captures.ts';
import { shownTarget } from '../row/shown-target.ts';
import { splitTerms } from '../search/search-terms.ts';

export type RowTerm = { label: string; term: string };

/** Of these a search takes a part, so that the whole value has to be asked for. */
const PARTIAL = new Set(['path', 'event']);

/** What can be searched for of one capture: only those like it, or none of them. */
export function rowTerms(capture: CaptureSummary, sender: string): RowTerm[] {
  const path = capture.target.split('?')[0] ?? '';
  const parts: [label: string, field: string, value: string | null][] = [
    [`Sender ${sender}`, 'provider', capture.provider],
    [`Event ${capture.eventType ?? ''}`, 'event', capture.eventType],
    [`Status ${capture.status ?? ''}`, 'status', capture.status?.toString() ?? null],
    [`Endpoint ${capture.endpointName}`, 'endpoint', capture.endpointName || null],
    // A path with a secret in it stays out of the search box, which others may see.
    [`Path ${path}`, 'path', path === '' || shownTarget(path) !== path ? null : path],
  ];
  return parts.flatMap(([label, field, value]) =>
    value === null
      ? []
      : [{ label, term: `${field}:${PARTIAL.has(field) ? '=' : ''}${quoted(value)}` }],
  );
}

/** A value as a search reads it back: in quotes where it would mean something else without. */
function quoted(value: string): string {
  if (/^[\w/.-]+$/.test(value)) return value;
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** The search with a term more; the same search where it has it already. */
export function withTerm(search: string, term: string): string {
  const terms = splitTerms(search).map(({ text }) => text);
  const opposite = term.startsWith('-') ? term.slice(1) : `-${term}`;
  if (terms.includes(term)) return search;
  return [...terms.filter((text) => text !== opposite), term].join(' ');
}
