import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { BrowserSession } from '../../preload/contract/window/sessions.ts';
import { api, query } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Problem } from '../ui/problem.tsx';
import { sayNot } from '../ui/say-not.ts';
import { formatMinute } from '../ui/format.ts';
import { Moment } from '../ui/time/moment.tsx';
import { toast } from '../ui/toast.tsx';
import { browserName } from '../ui/platform/browser-name.ts';

/** Browsers that are signed in, the way to sign them out, and a link for another one. */
export function Browsers() {
  const found = useQuery(query.sessions.list.queryOptions());
  const refresh = () => queryClient.invalidateQueries({ queryKey: query.sessions.list.key() });
  const signOut = useMutation({
    mutationFn: async (sessions: readonly BrowserSession[]) => {
      for (const { id } of sessions) await api.sessions.revoke({ id });
      return sessions.length;
    },
    onSuccess: (count) =>
      toast({ title: count === 1 ? 'Signed out' : `Signed out ${count} browsers` }),
    onError: sayNot('Not signed out'),
    onSettled: refresh,
  });
  if (found.error) return <Problem error={found.error} onRetry={() => void found.refetch()} />;
  const sessions = found.data ?? [];
  const others = sessions.filter(({ current }) => !current);
  return (
    <>
      <ul
        aria-label="Browsers that are signed in"
        className="divide-y divide-line rounded-lg border border-line bg-surface"
      >
        {sessions.map((session) => (
          <li key={session.id} className="flex min-h-10 items-center gap-2 py-1 pr-1 pl-3">
            <span className="min-w-0 flex-1 truncate" title={session.browser}>
              {session.label || browserName(session.browser)}
            </span>
            {session.current ? (
              <Badge tone="good">This browser</Badge>
            ) : (
              <span className="text-sm text-muted">
                Last used <Moment at={session.lastUsedAt} />
              </span>
            )}
            <Button
              size="sm"
              variant="ghost"
              disabled={signOut.isPending}
              aria-label={`Sign out ${session.label || browserName(session.browser)}`}
              onClick={() => signOut.mutate([session])}
            >
              Sign out
            </Button>
          </li>
        ))}
      </ul>
      {others.length > 1 && (
        <Button
          size="sm"
          className="self-start"
          disabled={signOut.isPending}
          onClick={() => signOut.mutate(others)}
        >
          Sign out all others
        </Button>
      )}
      <AnotherBrowser />
    </>
  );
}

/** A link that signs one more browser in. It is shown once and kept nowhere. */
function AnotherBrowser() {
  const [link, setLink] = useState<{ url: string; expiresAt: number } | null>(null);
  const mint = useMutation({
    mutationFn: () => api.sessions.mint({}),
    onSuccess: setLink,
    onError: sayNot('No link was made'),
  });
  return (
    <div className="flex flex-col gap-2">
      <Button className="self-start" disabled={mint.isPending} onClick={() => mint.mutate()}>
        Open in another browser
      </Button>
      {link !== null && (
        <div role="status" className="flex flex-col gap-1">
          <div className="flex items-center gap-2">
            <code className="wire min-w-0 flex-1 truncate select-all">{link.url}</code>
            <CopyButton label="Copy the link" getText={() => link.url} />
          </div>
          <p className="text-sm text-muted">
            Paste it into the other browser on this computer. It works once, until{' '}
            {formatMinute(link.expiresAt)}.
          </p>
        </div>
      )}
    </div>
  );
}
