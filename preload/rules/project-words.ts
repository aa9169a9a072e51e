import type { ProjectKind } from '../contract/interchange/project.ts';

const KINDS: Record<ProjectKind, string> = {
  endpoints: 'Endpoint',
  destinations: 'Destination',
  order: 'Order of matching',
  forwards: 'Forward',
  integrations: 'Integration',
  searches: 'View',
  savedQueries: 'Saved query',
  expectations: 'Expectation',
  redaction: 'Redaction profile',
  apps: 'App',
  tunnel: 'Tunnel',
  settings: 'Setting',
};

/** A thing of the project as a person calls it: “Endpoint orders”. */
export function thingName(kind: ProjectKind, key: string): string {
  return kind === 'order' || kind === 'tunnel' ? KINDS[kind] : `${KINDS[kind]} ${key}`;
}
