import { useQuery } from '@tanstack/react-query';
import type { ServiceView } from '../../preload/contract/apps/services.ts';
import { query } from '../api/client.ts';
import { formatStamp } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';

/** Devices that registered with a push service through the client API. */
export function PushDevices({ service }: { service: ServiceView }) {
  const input = { appId: service.appId, service: service.name };
  const found = useQuery(query.clientApi.pushDevices.queryOptions({ input }));
  if (found.isPending) return <Spinner label="Loading the devices" />;
  if (found.error !== null)
    return <Problem error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data.length === 0) {
    return (
      <p className="text-muted">
        No devices yet. Client applications register them through the client API.
      </p>
    );
  }
  return (
    <ul className="max-h-80 divide-y divide-line overflow-y-auto rounded-lg border border-line bg-surface">
      {found.data.map((device) => (
        <li
          key={`${device.userId} ${device.deviceId}`}
          className="flex flex-wrap items-center gap-x-4 px-3 py-2"
        >
          <span className="min-w-0 flex-1">
            user <span className="wire break-all">{device.userId}</span>
          </span>
          <span className="text-sm text-muted">
            token <span className="wire">…{device.tokenEnd}</span>
          </span>
          <span className="text-sm text-muted">{formatStamp(device.createdAt)}</span>
        </li>
      ))}
    </ul>
  );
}
