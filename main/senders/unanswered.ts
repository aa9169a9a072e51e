import type { Endpoint } from '../../preload/contract/endpoints.ts';
import type { SenderReport, SenderSettings } from '../../preload/contract/signatures.ts';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { recogniseHandshake } from '../signatures/handshakes.ts';
import { findProvider } from '../signatures/providers/providers.ts';
import type { RequestView } from '../signatures/request-view.ts';

/** An endpoint that takes a path, whichever methods it takes. */
export type Taker = Pick<Endpoint, 'id' | 'name' | 'methods'>;

interface Input {
  view: RequestView;
  endpointId: EndpointId;
  settings: SenderSettings;
  /** Endpoints that take the path of the request, with what is set for them. */
  takers: readonly (Taker & { provider: string | null })[];
}

type Unanswered = NonNullable<SenderReport['unanswered']>;

/**
 * A question that a provider asks before it sends, which nobody answered, and what would have answered
 * it; null where the request is none.
 */
export function unansweredOf({ view, endpointId, settings, takers }: Input): Unanswered | null {
  const found = recogniseHandshake(view);
  if (found === null) return null;
  const { provider, name } = found;
  const providerLabel = findProvider(provider)?.label ?? provider;
  const known = { provider, providerLabel, name, endpointId };
  const seen = `This looks like the ${name}, asked before the first event, and it was not answered`;
  const { method } = view.request;
  const waiting = takers.find(
    (taker) =>
      taker.provider === provider && taker.methods.length > 0 && !taker.methods.includes(method),
  );
  if (waiting !== undefined) {
    const { id, name: called, methods } = waiting;
    const text = `${seen}. ${called} is set to ${providerLabel}, but takes ${methods.join(', ')} only: let it take ${method} too.`;
    return { ...known, endpointId: id, text, repair: 'methods' };
  }
  if (settings.provider === provider && settings.handshakes) {
    const text = `${seen} then. ${providerLabel} is chosen for this endpoint by now: let it ask again.`;
    return { ...known, text, repair: 'again' };
  }
  if (settings.provider === provider) {
    const text = `${seen}. ${providerLabel} is chosen for this endpoint, but its questions are not answered: switch that on.`;
    return { ...known, text, repair: 'answer' };
  }
  const choose = `Choose ${providerLabel} for this endpoint to answer it.`;
  if (settings.provider === null) return { ...known, text: `${seen}. ${choose}`, repair: 'choose' };
  const set = findProvider(settings.provider)?.label ?? 'a scheme of your own';
  return {
    ...known,
    text: `${seen}, but this endpoint is set to ${set}. ${choose}`,
    repair: 'choose',
  };
}
