import { useQuery } from '@tanstack/react-query';
import { query } from '../api/client.ts';
import { DataPart } from '../app-data/data-part.tsx';
import { UsersPart } from '../app-data/users-part.tsx';
import { ValuesPart } from '../app-data/values-part.tsx';
import { FunctionsPart } from '../functions/functions-part.tsx';
import { PackagesPart } from '../packages/packages-part.tsx';
import { RunsPart } from '../runs/runs-part.tsx';
import { OutboxPart } from '../services/outbox-part.tsx';
import { ServicesPart } from '../services/services-part.tsx';
import { useRoute, type AppPart } from '../navigation/route.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { WebhooksPart } from '../webhooks/webhooks-part.tsx';
import type { PartProps } from '../app-model/part-props.ts';
import { AppFrame } from './app-frame.tsx';
import { AppList } from './app-list.tsx';
import { OverviewPart } from './overview-part.tsx';

const PARTS: Record<AppPart, (props: PartProps) => React.ReactNode> = {
  overview: OverviewPart,
  webhooks: WebhooksPart,
  functions: FunctionsPart,
  packages: PackagesPart,
  services: ServicesPart,
  values: ValuesPart,
  users: UsersPart,
  data: DataPart,
  outbox: OutboxPart,
  runs: RunsPart,
};

/** The list of apps, or one app and the part of it that the address names. */
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
