import type { AppPart } from '../navigation/route.ts';

/** What the sections of an app are called. */
export const PART_WORDS: Record<AppPart, string> = {
  services: 'Services',
  functions: 'Functions',
  packages: 'Packages',
  endpoints: 'HTTPS Endpoints',
  values: 'Values & Secrets',
  users: 'Users',
  rules: 'Rules',
  runs: 'Runs',
  collections: 'Collections',
  outbox: 'Outbox',
  overview: 'Overview',
  export: 'Export & folder',
  settings: 'Settings',
};

/** The sections in the vendor’s order, by what they are for. */
export const PART_GROUPS: readonly { label: string; parts: readonly AppPart[] }[] = [
  { label: 'Build', parts: ['services', 'functions', 'packages', 'endpoints', 'values'] },
  { label: 'Access', parts: ['users', 'rules'] },
  { label: 'Observe', parts: ['runs', 'collections', 'outbox'] },
  { label: 'App', parts: ['overview', 'export', 'settings'] },
];
