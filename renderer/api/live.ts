import type { QueryClient } from '@tanstack/react-query';
import type { CaptureEvent } from '../../preload/contract/captures.ts';
import type { DeliveryId } from '../../preload/contract/deliveries.ts';
import type { Integration } from '../../preload/contract/integrations.ts';
import { toast } from '../ui/toast.tsx';
import { api, query } from './client.ts';
import { askAgain } from './changed.ts';
import { invalidate } from './invalidate.ts';
import { queryClient } from './query-client.ts';
import { whenOnline } from './reconnected.ts';

type CaptureListener = (event: CaptureEvent) => void;
const captureListeners = new Set<CaptureListener>();

/** Hands on each change of the captures, after the cache of single captures was patched. */
export function onCaptureEvent(listener: CaptureListener): () => void {
  captureListeners.add(listener);
  return () => captureListeners.delete(listener);
}

type DeliveryListener = (ids: readonly DeliveryId[]) => void;
const deliveryListeners = new Set<DeliveryListener>();

/** Hands on which deliveries changed; none named means that any may have. */
export function onDeliveryEvent(listener: DeliveryListener): () => void {
  deliveryListeners.add(listener);
  return () => deliveryListeners.delete(listener);
}

/**
 * Subscribes to everything that moves, on each connect again, and lets the changes flow into the
 * query cache. After a break the whole cache is fetched again: what happened meanwhile is unknown.
 */
export function startLive(cache: QueryClient = queryClient): () => void {
  let round = new AbortController();
  const stop = whenOnline((first) => {
    round.abort();
    round = new AbortController();
    const { signal } = round;
    const loaded = atMostEvery(LOAD_PAUSE_MS, () => {
      for (const room of [query.integrations, query.sql.tables]) invalidate(cache, room.key());
    });
    const again = askAgain(cache);
    void follow(
      () => api.system.changes(undefined, { signal }),
      ({ domains }) => again(domains),
    );
    void follow(() => api.captures.live({}, { signal }), applyCaptures(cache));
    void follow(
      () => api.endpoints.live(undefined, { signal }),
      () => invalidate(cache, query.endpoints.key()),
    );
    void follow(
      () => api.apps.live(undefined, { signal }),
      () => {
        for (const room of [query.apps, query.services, query.webhooks, query.functions])
          invalidate(cache, room.key());
        for (const room of [
          query.values,
          query.secrets,
          query.users,
          query.documents,
          query.packages,
        ])
          invalidate(cache, room.key());
      },
    );
    void follow(
      () => api.integrations.live(undefined, { signal }),
      ({ id, why, changed }) => {
        if (why === 'queries') return invalidate(cache, query.sql.queries.key());
        loaded();
        if (id !== null && changed.length > 0) announceColumns(cache, id, changed);
      },
    );
    const moved = atMostEvery(LOAD_PAUSE_MS, () => {
      for (const room of [
        query.destinations,
        query.deliveries.count,
        query.deliveries.list,
        query.deliveries.histogram,
        query.deliveries.groups,
        query.traces.ofDelivery,
        query.deliveries.jobs,
        query.deliveries.notices,
      ])
        invalidate(cache, room.key());
    });
    void follow(
      () => api.deliveries.live(undefined, { signal }),
      (event) => {
        moved();
        for (const id of event.deliveryIds)
          invalidate(cache, query.deliveries.get.key({ input: { id } }));
        if (event.deliveryIds.length === 0) invalidate(cache, query.deliveries.get.key());
        if (event.notice !== null) toast({ title: event.notice, tone: 'warn' });
        for (const listener of deliveryListeners) listener(event.deliveryIds);
      },
    );
    void follow(
      () => api.backfill.live(undefined, { signal }),
      () => invalidate(cache, query.backfill.key()),
    );
    void follow(
      () => api.suites.live(undefined, { signal }),
      () => invalidate(cache, query.suites.key()),
    );
    void follow(
      () => api.services.outboxLive(undefined, { signal }),
      () => invalidate(cache, query.services.outbox.key()),
    );
    void follow(
      () => api.views.live(undefined, { signal }),
      (views) => cache.setQueryData(query.views.list.queryKey(), views),
    );
    const learned = atMostEvery(LOAD_PAUSE_MS, () => invalidate(cache, query.events.key()));
    void follow(() => api.events.live(undefined, { signal }), learned);
    void follow(
      () => api.project.live(undefined, { signal }),
      (state) => {
        cache.setQueryData(query.project.state.queryKey(), state);
        invalidate(cache, query.project.secrets.key());
      },
    );
    void follow(
      () => api.system.live(undefined, { signal }),
      (status) => cache.setQueryData(query.system.status.queryKey(), status),
    );
    void follow(
      () => api.tunnel.live(undefined, { signal }),
      (state) => {
        cache.setQueryData(query.tunnel.get.queryKey(), state);
        invalidate(cache, query.tunnel.outages.key());
        invalidate(cache, query.backfill.away.key());
        invalidate(cache, query.endpoints.key());
      },
    );
    void follow(
      () => api.team.live(undefined, { signal }),
      (state) => {
        cache.setQueryData(query.team.get.queryKey(), state);
        invalidate(cache, query.team.follows.key());
      },
    );
    // Subscribed first, fetched second: nothing can fall between. At the start only what gave up
    // before there was a connection is asked again.
    if (first) void cache.invalidateQueries({ predicate: ({ state }) => state.status === 'error' });
    else void cache.invalidateQueries();
  });
  return () => {
    stop();
    round.abort();
  };
}

async function follow<T>(
  subscribe: () => Promise<AsyncIterable<T>>,
  apply: (value: T) => void,
): Promise<void> {
  try {
    for await (const value of await subscribe()) apply(value);
  } catch {
    // The stream breaks with its connection; the next connect subscribes again.
  }
}

/** Says that a sender began to send something it did not send before. */
function announceColumns(cache: QueryClient, id: string, columns: readonly string[]): void {
  const list = cache.getQueryData<Integration[]>(query.integrations.list.queryKey()) ?? [];
  const name = list.find((one) => one.id === id)?.name ?? 'An integration';
  toast({
    title: `${name}: new ${columns.length === 1 ? 'column' : 'columns'} ${columns.slice(0, 5).join(', ')}`,
    description: 'Its schema page shows in which capture.',
  });
}

/** Loads follow each other quickly while events come in; the page keeps up at this pace. */
const LOAD_PAUSE_MS = 500;

function atMostEvery(ms: number, work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      work();
    }, ms);
  };
}

/** A burst of arrivals asks for new counts this often at most. */
const COUNT_PAUSE_MS = 250;

function applyCaptures(cache: QueryClient): CaptureListener {
  let countTimer: ReturnType<typeof setTimeout> | undefined;
  const countSoon = (): void => {
    countTimer ??= setTimeout(() => {
      countTimer = undefined;
      invalidate(cache, query.captures.count.key());
    }, COUNT_PAUSE_MS);
  };
  return (event) => {
    patchSingles(cache, event);
    if (event.kind !== 'changed') countSoon();
    for (const listener of captureListeners) listener(event);
  };
}

/** Single captures and their replays are fetched again where somebody looks at them. */
function patchSingles(cache: QueryClient, event: CaptureEvent): void {
  const touch = (id: string): void => {
    invalidate(cache, query.captures.get.key({ input: { id } }));
    invalidate(cache, query.replays.ofCapture.key({ input: { id } }));
    invalidate(cache, query.signatures.ofCapture.key({ input: { id } }));
  };
  switch (event.kind) {
    case 'added':
      for (const { id, replayOf } of event.items) {
        if (replayOf !== null) touch(replayOf);
        // Opened before its outcome was known: the two may arrive as one event.
        const queryKey = query.captures.get.queryKey({ input: { id } });
        if (cache.getQueryState(queryKey) !== undefined) touch(id);
      }
      return;
    case 'changed':
      for (const { id } of event.items) touch(id);
      return;
    case 'removed':
      for (const id of event.ids) touch(id);
      return;
    case 'refresh':
      invalidate(cache, query.captures.get.key());
      invalidate(cache, query.replays.ofCapture.key());
      return;
    default:
      event satisfies never;
  }
}
