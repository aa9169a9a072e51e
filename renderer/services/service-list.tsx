import { useQuery } from '@tanstack/react-query';
import { Plug } from 'lucide-react';
import type { ServiceView } from '../../preload/contract/apps/services.ts';
import { query } from '../api/client.ts';
import { kindOf } from '../app-model/service-kinds.ts';
import { formatRoute } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { formatPlural } from '../ui/format.ts';
import { Moment } from '../ui/time/moment.tsx';

/** The services of an app: what each is, what it holds, and when it was last called. */
export function ServiceList({ services }: { services: readonly ServiceView[] }) {
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
      {services.map((service) => (
        <li key={service.name}>
          <ServiceRow service={service} />
        </li>
      ))}
    </ul>
  );
}

function ServiceRow({ service }: { service: ServiceView }) {
  const holds = [
    service.webhookNames.length > 0 ? formatPlural(service.webhookNames.length, 'webhook') : '',
    service.actions.length > 0 ? formatPlural(service.rules.length, 'rule') : '',
  ].filter(Boolean);
  const route = { page: 'apps', appId: service.appId, part: 'services' } as const;
  return (
    <a
      href={formatRoute({ ...route, item: service.name })}
      className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2.5 outline-offset-[-2px] hover:bg-hover"
    >
      <Plug size={16} className="shrink-0 text-muted" aria-hidden />
      <span className="min-w-0 truncate font-medium sm:w-44">{service.name}</span>
      <Badge tone="neutral">{kindOf(service.type)?.label ?? service.type}</Badge>
      {!service.runs && <Badge tone="warn">Kept, not run here</Badge>}
      {service.settings.sendForReal && <Badge tone="warn">Sends for real</Badge>}
      <span className="min-w-0 flex-1 truncate text-right text-muted">{holds.join(', ')}</span>
      <LastCall service={service} />
    </a>
  );
}

/** When a sender last called one of its webhooks. */
function LastCall({ service: { appId, name } }: { service: ServiceView }) {
  const webhooks = useQuery(query.webhooks.list.queryOptions({ input: { appId } }));
  const own = webhooks.data?.filter((one) => one.service === name) ?? [];
  const last = Math.max(0, ...own.map((one) => one.lastCaptureAt ?? 0));
  return (
    <span className="w-40 shrink-0 truncate text-right text-sm text-muted max-lg:hidden">
      {last === 0 ? (
        ''
      ) : (
        <>
          called <Moment at={last} />
        </>
      )}
    </span>
  );
}
