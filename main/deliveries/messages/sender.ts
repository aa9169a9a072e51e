import type { Delivery, DestinationId } from '../../../preload/contract/deliveries.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { headerValue } from '../../lib/headers.ts';
import { type AcceptedRows, type Message, takesEvent } from './accept.ts';
import { takesBody } from './body-filter.ts';
import { type CaptureForForward, factsFor } from './captured-message.ts';
import { testEvent } from './test-event.ts';
import type { AcceptAll } from './accept-all.ts';
import type { KeptDestination } from '../store/destination-store.ts';
import type { Destinations } from '../destinations/destinations.ts';

export interface SendInput {
  /** Ids or names. */
  destinations: readonly string[];
  eventType: string | null;
  contentType: string;
  body?: unknown;
  bodyBase64?: string | undefined;
  captureId?: CaptureId | undefined;
  idempotencyKey?: string | undefined;
  origin: Delivery['origin'];
}

interface Parts {
  destinations: Destinations;
  captures: {
    rowIdOf: (id: CaptureId) => number;
    readWhole: (rowId: number) => Promise<CaptureForForward | undefined>;
  };
  acceptAll: AcceptAll;
}

const OWN: Pick<Message, 'method' | 'path' | 'headers' | 'signs' | 'forwardId' | 'facts'> = {
  method: 'POST',
  path: null,
  headers: null,
  signs: true,
  forwardId: null,
  facts: null,
};

/** Accepts messages that a person, a script or a function gives. */
export function createSender({ destinations, captures, acceptAll }: Parts) {
  async function send(input: SendInput): Promise<AcceptedRows> {
    const named = new Set(input.destinations.map(destinations.named));
    const to = [...named].filter(({ settings }) => takesEvent(settings.events, input.eventType));
    if (to.length === 0) {
      const what = input.eventType === null ? 'events without a type' : `“${input.eventType}”`;
      throw new BackstitchError('DELIVERY_REFUSED', `The destination does not accept ${what}.`, {
        hint: 'Use another event type, or change the event filter of the destination.',
        field: 'eventType',
      });
    }
    const content = await contentOf(input);
    const takers: KeptDestination[] = [];
    for (const one of to) {
      if (await takesBody(one.settings.filter, content.body)) takers.push(one);
    }
    if (takers.length === 0) {
      throw new BackstitchError('DELIVERY_REFUSED', 'The destination does not accept this body.', {
        hint: 'Its filter does not match. Change the body or the filter.',
        field: 'body',
      });
    }
    const { capture, ...rest } = content;
    const message: Message = {
      ...OWN,
      ...rest,
      facts: capture === null ? null : factsFor(takers, capture),
      origin: input.origin,
      eventType: input.eventType,
      idempotencyKey: input.idempotencyKey ?? null,
    };
    const [accepted] = await acceptAll([{ message, to: takers }]);
    if (accepted === undefined) throw new Error('nothing was accepted');
    return accepted;
  }

  async function contentOf(input: SendInput): Promise<
    Pick<Message, 'contentType' | 'body' | 'captureId' | 'isCaptured'> & {
      capture: CaptureForForward | null;
    }
  > {
    const { contentType } = input;
    if (input.captureId === undefined) {
      const body = bytesOf(input);
      return { contentType, body, captureId: null, isCaptured: false, capture: null };
    }
    const captureId = captures.rowIdOf(input.captureId);
    const capture = await captures.readWhole(captureId);
    if (capture === undefined) {
      throw new BackstitchError('DELIVERY_REFUSED', 'This capture no longer exists.', {
        field: 'captureId',
      });
    }
    const { body, headers } = capture;
    const own = headerValue(headers, 'content-type') ?? contentType;
    return { contentType: own, body, captureId, isCaptured: true, capture };
  }

  return {
    send,
    /** Accepts a test event, whatever events the destination takes; the caller tries it. */
    async sendTest(id: DestinationId, name: string): Promise<AcceptedRows> {
      const to = [destinations.mustFind({ id })];
      const { type, body } = testEvent(name);
      const message: Message = {
        ...OWN,
        origin: 'test',
        eventType: type,
        contentType: 'application/json',
        body,
        captureId: null,
        isCaptured: false,
        idempotencyKey: null,
      };
      const [accepted] = await acceptAll([{ message, to }], { wakes: false });
      if (accepted === undefined) throw new Error('nothing was accepted');
      return accepted;
    },
  };
}

function bytesOf({ body, bodyBase64 }: SendInput): Buffer {
  if (bodyBase64 !== undefined) return Buffer.from(bodyBase64, 'base64');
  if (typeof body === 'string') return Buffer.from(body, 'utf8');
  return body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body), 'utf8');
}
