import { isObject, type RequestView } from '../request-view.ts';
import type { Provider } from '../scheme.ts';

/** Longer texts are no names of events and no ids. */
const LONGEST = 200;

export interface SenderFacts {
  eventType: string | null;
  deliveryId: string | null;
  /** Which attempt of the sender this is, as it says. */
  retry: string | null;
}

/** Event type, delivery id and attempt as the provider writes them. */
export function readFacts(provider: Provider, view: RequestView): SenderFacts {
  return {
    eventType: ownEvent(provider.id, view) ?? readAny(provider.event, view, '.'),
    deliveryId: readAny(provider.delivery, view, ':'),
    retry: readAny(provider.retry, view, ', '),
  };
}

/**
 * The first alternative whose first part is there. `a + b` joins what is there of its parts, so that
 * GitHub's `pull_request` and its action become `pull_request.opened`.
 */
function readAny(rule: string | undefined, view: RequestView, joint: string): string | null {
  for (const alternative of rule?.split(' | ') ?? []) {
    const [first, ...more] = alternative.split(' + ').map((reference) => view.read(reference));
    if (first === undefined || first === '') continue;
    const text = [first, ...more.filter((part) => part !== undefined)].join(joint);
    return text.slice(0, LONGEST);
  }
  return null;
}

const DISCORD_INTERACTIONS: Record<string, string> = {
  1: 'ping',
  2: 'command',
  3: 'component',
  4: 'autocomplete',
  5: 'modal',
};

/** Event types that no path names: they are keys, or stand in a form's JSON. */
function ownEvent(id: string, view: RequestView): string | null {
  const json = view.json();
  switch (id) {
    case 'telegram':
      return isObject(json) ? (Object.keys(json).find((key) => key !== 'update_id') ?? null) : null;
    case 'x':
      return isObject(json)
        ? (Object.keys(json).find((key) => key.endsWith('_events')) ?? null)
        : null;
    case 'discord': {
      const kind = view.read('json:type') ?? '';
      const name = view.read('json:data.name');
      if (view.read('json:event.type') !== undefined || !(kind in DISCORD_INTERACTIONS))
        return null;
      return [DISCORD_INTERACTIONS[kind], ...(name === undefined ? [] : [name])].join('.');
    }
    case 'slack':
      return view.read('form:payload') === undefined ? null : (view.read('json:type') ?? null);
    default:
      return null;
  }
}
