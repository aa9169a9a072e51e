import { useQuery } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import { query } from '../api/client.ts';
import { useRoute, type AppPart } from '../navigation/route.ts';
import { later } from '../ui/parts/later.tsx';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import type { PartProps } from '../app-model/part-props.ts';
import { AppFrame } from './app-frame.tsx';
import { AppList } from './app-list.tsx';
import { OverviewPart } from './overview/overview-part.tsx';

/** The sections of an app, each fetched when it is opened: an app has many, a visit needs few. */
const PARTS: Record<AppPart, ComponentType<PartProps>> = {
  overview: OverviewPart,
  services: later(
    'Services',
    async () => (await import('../services/services-part.tsx')).ServicesPart,
  ),
  functions: later(
    'Functions',
    async () => (await import('../functions/functions-part.tsx')).FunctionsPart,
  ),
  packages: later(
    'Packages',
    async () => (await import('../packages/packages-part.tsx')).PackagesPart,
  ),
  endpoints: later(
    'HTTPS Endpoints',
    async () => (await import('../webhooks/endpoints-part.tsx')).EndpointsPart,
  ),
  values: later(
    'Values & Secrets',
    async () => (await import('../app-data/values-part.tsx')).ValuesPart,
  ),
  users: later('Users', async () => (await import('../app-data/users-part.tsx')).UsersPart),
  rules: later('Rules', async () => (await import('../services/rules-part.tsx')).RulesPart),
  runs: later('Runs', async () => (await import('../runs/runs-part.tsx')).RunsPart),
  collections: later(
    'The collections',
    async () => (await import('../app-data/data-part.tsx')).DataPart,
  ),
  outbox: later('The outbox', async () => (await import('../services/outbox-part.tsx')).OutboxPart),
  export: later('Export & folder', async () => (await import('./export-part.tsx')).ExportPart),
  settings: later('Settings', async () => (await import('./settings-part.tsx')).SettingsPart),
};

export function AppsPage() {
  const route = useRoute();
  const apps = useQuery(query.apps.list.queryOptions());
  if (route.page !== 'apps') return null;
  if (apps.isPending) return <Spinner label="Loading the apps" />;
  if (apps.error !== null) {
    return (
      <div className="p-6">
        <Problem error={apps.error} onRetry={() => void apps.refetch()} />
      </div>
    );
  }
  const app = apps.data.find((one) => one.id === route.appId);
  if (app === undefined) return <AppList apps={apps.data} missing={route.appId !== null} />;
  const Part = PARTS[route.part];
  return (
    <AppFrame app={app} apps={apps.data} part={route.part}>
      <Part key={`${app.id}/${route.part}`} app={app} item={route.item} tab={route.tab} />
    </AppFrame>
  );
}
