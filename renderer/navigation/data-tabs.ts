import { formatRoute } from './route.ts';

/** The two sides of the page Data: what loads rows, and what reads them. */
export const DATA_TABS = [
  { label: 'Integrations', href: formatRoute({ page: 'integrations', id: null, part: 'rows' }) },
  { label: 'SQL', href: formatRoute({ page: 'sql', query: null }) },
] as const;
