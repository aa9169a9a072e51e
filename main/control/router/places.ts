import { getEventMeta, withEventMeta } from '@orpc/server';
import { Since } from '../../../preload/contract/captures/waiting.ts';

/**
 * Gives each event the place up to which its reader has heard: the newest capture told of. A reader that
 * comes back with it, as `Last-Event-ID`, is told what it missed.
 */
export async function* withPlaces<E extends { kind: string; items?: { id: string }[] }>(
  events: AsyncIterable<E>,
): AsyncGenerator<E, void, void> {
  let place = '';
  for await (const event of events) {
    if (event.kind === 'added') {
      for (const { id } of event.items ?? []) if (id > place) place = id;
    }
    yield place === '' ? event : withEventMeta(event, { ...getEventMeta(event), id: place });
  }
}

/** The place in a header; undefined where it is none of ours. */
export function placeOf(lastEventId: string | undefined): string | undefined {
  return Since.safeParse(lastEventId).data;
}
