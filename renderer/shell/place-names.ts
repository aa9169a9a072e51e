import type { Route } from '../navigation/route.ts';

const NAMES: Record<Route['page'], string> = {
  captures: 'Captures',
  compare: 'Compare',
  compose: 'Compose',
  endpoints: 'Endpoints',
  events: 'Events',
  apps: 'Apps',
  integrations: 'Data',
  sql: 'SQL',
  deliveries: 'Deliveries',
  simulator: 'Simulator',
  settings: 'Settings',
  suites: 'Suites',
  team: 'Team',
};

/** A page as the rail names it. */
export const pageName = (page: Route['page']): string => NAMES[page];
