import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { MonitorSmartphone } from 'lucide-react';
import type { AppUser } from '../../../preload/contract/apps/app-data.ts';
import type { ClientDevice, ClientSession } from '../../../preload/contract/apps/client-api.ts';
import { api, query } from '../../api/client.ts';
import { sayNot } from '../../ui/say-not.ts';
import { Button } from '../../ui/button.tsx';
import { formatStamp } from '../../ui/format.ts';
import { Problem } from '../../ui/problem.tsx';
import { Spinner } from '../../ui/spinner.tsx';

/** Where a user is signed in through the client API, and the way to end it. */
export function UserSessions({ user: { appId, id } }: { user: AppUser }) {
  const input = { appId, id };
  const cache = useQueryClient();
  const refresh = () => cache.invalidateQueries({ queryKey: query.clientApi.sessions.key() });
  const found = useQuery(query.clientApi.sessions.queryOptions({ input }));
  const end = useMutation({
    mutationFn: (sessionId: string) => api.clientApi.endSession({ ...input, sessionId }),
    onSuccess: refresh,
    onError: sayNot('Not ended'),
  });
  const endAll = useMutation({
    mutationFn: () => api.clientApi.endSessions(input),
    onSuccess: refresh,
    onError: sayNot('Not ended'),
  });
  const sessions = found.data?.sessions ?? [];
  const devices = found.data?.devices ?? [];
  return (
    <section className="flex flex-col gap-2" aria-label="Sessions">
      <header className="flex items-center gap-2">
        <h3 className="flex-1 text-sm font-medium">Signed in</h3>
        {sessions.length > 0 && (
          <Button size="sm" disabled={endAll.isPending} onClick={() => endAll.mutate()}>
            Sign out everywhere
          </Button>
        )}
      </header>
      {found.error !== null && <Problem error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Spinner label="Loading the sessions" />}
      {found.data !== undefined && sessions.length === 0 && (
        <p className="text-sm text-muted">
          No sessions. Signing in through the client API starts one.
        </p>
      )}
      <ul className="flex max-h-64 flex-col gap-2 overflow-y-auto">
        {sessions.map((session) => (
          <li key={session.id} className="flex items-center gap-2">
            <MonitorSmartphone size={14} className="shrink-0 text-muted" aria-hidden />
            <Where session={session} device={devices.find((one) => one.id === session.deviceId)} />
            <Button
              size="sm"
              variant="ghost"
              disabled={end.isPending}
              onClick={() => end.mutate(session.id)}
            >
              Sign out
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Names of a device, as its library tells them. */
function nameOf(device: ClientDevice | undefined): string {
  if (device === undefined) return 'a device';
  const app = [device.appName, device.appVersion].filter(Boolean).join(' ');
  const platform = [device.platform, device.platformVersion].filter(Boolean).join(' ');
  return [app, platform].filter(Boolean).join(' on ') || 'unknown device';
}

function Where({ session, device }: { session: ClientSession; device: ClientDevice | undefined }) {
  return (
    <div className="min-w-0 flex-1">
      <p className="truncate">{nameOf(device)}</p>
      <p className="text-sm text-muted">
        <span className="wire">{session.provider}</span>, last used {formatStamp(session.usedAt)}
      </p>
    </div>
  );
}
