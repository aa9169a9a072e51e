import type { AppPart } from '../navigation/route.ts';

/** What the parts of an app are called. */
export const PART_WORDS: Record<AppPart, string> = {
  overview: 'Overview',
  webhooks: 'Webhooks',
  functions: 'Functions',
  packages: 'Packages',
  services: 'Services',
  values: 'Values',
  users: 'Users',
  data: 'Data',
  outbox: 'Outbox',
  runs: 'Runs',
};
