import type { EndpointForward } from '../../preload/contract/endpoints.ts';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { pathOf, type SenderNote } from '../captures/arrival.ts';
import type { Answer, SenderRequest, Stages, Taken, Taker, TakerRequest } from '../intake/taker.ts';
import type { Endpoints } from './endpoints.ts';

/** What the room that knows senders checks of a request: an answer instead of the endpoint's own. */
interface SenderCheck {
  /** null: it passes. */
  answer: Answer | null;
  sender: SenderNote | null;
}

/** What endpoints need of the room that knows senders. */
interface Senders {
  /** Whether an endpoint checks its senders before it replies. Reads memory only. */
  asks(endpointId: EndpointId): boolean;
  /** Marks the stage authenticate. */
  check(
    request: SenderRequest,
    endpoint: { id: EndpointId; name: string },
    stages: Stages,
  ): SenderCheck;
}

/** Sends a capture to a destination while its sender waits; null: the canned reply is given. */
type ForwardNow = (
  forward: EndpointForward,
  endpoint: { id: EndpointId; name: string },
  request: TakerRequest,
  stages: Stages,
) => Promise<Answer | null>;

interface Parts {
  endpoints: Endpoints;
  senders: Senders;
  forwardNow: ForwardNow;
  /** Asked for what would be left to the inbox. */
  beforeInbox: Taker;
}

type Endpoint = ReturnType<Endpoints['matchRequest']>;

/** Endpoints as a taker. It takes everything: what no endpoint wants is the inbox's. */
export function endpointTaker(parts: Parts): Taker {
  const { endpoints, senders, beforeInbox } = parts;

  function canned(endpoint: Endpoint, stages: Stages): Answer {
    const plan = endpoints.replyTo(endpoint);
    stages.end('match', 'ok', `taken by ${endpoint.name}`);
    return { decidedBy: 'respond', reason: plan.note, endpoint, plan };
  }

  /** That of a destination which is asked now, or its own reply. */
  async function own(endpoint: Endpoint, request: TakerRequest, stages: Stages): Promise<Answer> {
    const { forward } = endpoint;
    if (!forward) return canned(endpoint, stages);
    stages.at('run');
    const forwarded = await parts.forwardNow(forward, endpoint, request, stages);
    return forwarded ?? canned(endpoint, stages);
  }

  async function checked(
    endpoint: Endpoint,
    request: TakerRequest,
    stages: Stages,
  ): Promise<Answer> {
    stages.at('authenticate');
    const read = { ...request, body: await request.body() };
    const { answer, sender } = senders.check(read, endpoint, stages);
    return { ...(answer ?? (await own(endpoint, request, stages))), sender };
  }

  function takenBy(endpoint: Endpoint): Taken {
    return {
      kept: true,
      answer(request, stages) {
        if (senders.asks(endpoint.id)) return checked(endpoint, request, stages);
        // In the same turn where nobody has to be asked: most requests end here.
        if (!endpoint.forward) return canned(endpoint, stages);
        return own(endpoint, request, stages);
      },
    };
  }

  return {
    take(head) {
      const endpoint = endpoints.matchRequest(head.method, pathOf(head.target));
      const before = endpoints.isInbox(endpoint) ? beforeInbox.take(head) : null;
      return before ?? takenBy(endpoint);
    },
  };
}
