import { createORPCClient } from '@orpc/client';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { openConnection, useConnection } from './connection.ts';
import { keepAsking } from './heartbeat.ts';
import { onOnline } from './reconnected.ts';
import { portConnect, socketConnect, type Api, type Connect } from './transport.ts';

/** The page is in the desktop app: it has a message port, and no HTTP to the engine. */
export const isDesktop = window.location.protocol === 'backstitch-app:';

function chooseTransport(): Connect {
  if (isDesktop) return portConnect(window);
  const { protocol, host } = window.location;
  return socketConnect(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/rpc`);
}

/** A 401 means that the engine runs, but not for this page: it was restarted. */
async function sessionRefused(): Promise<boolean> {
  if (isDesktop) return false;
  try {
    const reply = await fetch('/api/v1/health', { signal: AbortSignal.timeout(5000) });
    return reply.status === 401;
  } catch {
    // Nothing answers: the connection is lost, which says nothing about the session.
    return false;
  }
}

export const connection = openConnection({
  connect: chooseTransport(),
  refused: sessionRefused,
  onOnline,
});

/** Every procedure of the contract. */
export const api: Api = createORPCClient(connection.link);

/** The same for the query cache: `useQuery(query.captures.get.queryOptions({ input: { id } }))`. */
export const query = createTanstackQueryUtils(api);

// A message port cannot go half dead; a socket can.
if (!isDesktop) {
  keepAsking({
    ask: () => api.system.health(),
    drop: connection.drop,
    isOnline: () => useConnection.getState().state === 'online',
    everyMs: 15_000,
    deadlineMs: 5000,
  });
}
