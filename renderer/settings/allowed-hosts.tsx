import { useMutation, useQuery } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { api, query } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { IconButton } from '../ui/button.tsx';
import { Problem } from '../ui/problem.tsx';

/** Hosts beyond this machine that replays may go to, each with a way to take the allow back. */
export function AllowedHosts() {
  const hosts = useQuery(query.replays.allowedHosts.queryOptions());
  const forget = useMutation({
    mutationFn: (host: string) => api.replays.forgetHost({ host }),
    onSuccess: (left) => queryClient.setQueryData(query.replays.allowedHosts.queryKey(), left),
  });
  if (hosts.error) return <Problem error={hosts.error} onRetry={() => void hosts.refetch()} />;
  return (
    <>
      {forget.error !== null && <Problem error={forget.error} />}
      {hosts.data?.length === 0 && <p className="text-muted">No other host is allowed.</p>}
      {hosts.data && hosts.data.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {hosts.data.map((host) => (
            <li key={host} className="flex h-10 items-center gap-2 pr-1 pl-3">
              <span className="wire min-w-0 flex-1 truncate">{host}</span>
              <IconButton
                label={`Stop allowing ${host}`}
                icon={<Trash2 size={14} />}
                disabled={forget.isPending}
                onClick={() => forget.mutate(host)}
              />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
