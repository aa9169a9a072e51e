import { SEARCH_FIELDS } from '../../../preload/rules/search-fields.ts';

const NAMES = new Set<string>(SEARCH_FIELDS);

/** Whether a search of captures knows a field, as it is written: `Header.X-Id`. */
export function isSearchField(field: string): boolean {
  const name = field.toLowerCase();
  const dot = name.indexOf('.');
  return dot < 0 ? NAMES.has(name) : NAMES.has(name.slice(0, dot + 1)) && name.length > dot + 1;
}
