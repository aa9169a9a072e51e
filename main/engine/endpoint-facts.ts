import type { EndpointFacts } from '../../preload/contract/endpoints.ts';
import type { Rooms } from './rooms.ts';

/** What came to each endpoint and who was said to send it: those of any id, with the endpoints' own. */
export function endpointFacts({
  captures,
  endpoints,
  senders,
}: Pick<Rooms, 'captures' | 'endpoints' | 'senders'>) {
  return async ({ since }: { since: number }, signal?: AbortSignal): Promise<EndpointFacts[]> => {
    const seen = await captures.owners(since, signal);
    const known = new Set(seen.map(({ id }) => id));
    const quiet = endpoints
      .list()
      .filter(({ id }) => !known.has(id))
      .map(({ id }) => ({ id, hours: Array.from({ length: 24 }, () => 0), senders: [] }));
    const chosen = senders.chosen();
    const chosenAt = (id: string) => chosen.get(id) ?? null;
    return [
      ...seen.map(({ newest, ...facts }) => ({
        ...facts,
        newest: captures.newestAs(newest),
        chosen: chosenAt(facts.id),
      })),
      ...quiet.map((facts) => ({ ...facts, newest: null, chosen: chosenAt(facts.id) })),
    ];
  };
}
