import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { WebhookStep } from '../../../preload/contract/apps/webhook-outcome.ts';
import type { TakerRequest } from '../../intake/taker.ts';
import { headerValue } from '../../lib/headers.ts';
import { allowsOrigin, ANY_METHODS, preflightHeaders } from './cors.ts';
import type { Refusal } from './refusal.ts';
import { isTooLarge } from './request.ts';
import type { Found } from './running-app.ts';

/** What takes a request, found. */
export type Present = Exclude<Found, { kind: 'missing' }>;

interface Early {
  preflight?: HeaderPair[];
  refusal?: Refusal;
  step: WebhookStep;
}

/** The checks that need nothing but the head of the request. */
export function checkArrival(
  found: Present,
  incoming: TakerRequest,
  isBusy: boolean,
): Early | null {
  const step = (check: string, message: string, more: Partial<WebhookStep> = {}): WebhookStep => ({
    stage: 'match',
    check,
    ok: false,
    message,
    ...more,
  });
  const { allowedRequestOrigins } = found.app.model;
  if (!allowsOrigin(allowedRequestOrigins, incoming.headers)) {
    const message = 'The app does not allow requests from this origin.';
    const more = {
      expected: allowedRequestOrigins.join(', '),
      found: headerValue(incoming.headers, 'origin') ?? '',
    };
    return {
      refusal: { status: 403, code: '', text: 'origin forbidden' },
      step: step('Origin', message, more),
    };
  }
  const wanted = found.kind === 'webhook' ? found.webhook.httpMethod : found.endpoint.httpMethod;
  const any =
    wanted === 'ANY' ||
    wanted === '*' ||
    (found.kind === 'webhook' && found.service.type === 'twilio');
  if (incoming.method === 'OPTIONS') {
    const methods = any ? ANY_METHODS : `${wanted}, OPTIONS`;
    return { preflight: preflightHeaders(incoming.headers, methods), step: step('Preflight', '') };
  }
  const fits =
    any || incoming.method === wanted || (incoming.method === 'HEAD' && wanted === 'GET');
  if (!fits) {
    const allow: HeaderPair = ['Allow', `${wanted}, OPTIONS`];
    const text = `the webhook takes ${wanted}, not ${incoming.method}`;
    return {
      refusal: { status: 405, code: 'BadRequest', text, headers: [allow] },
      step: step('HTTP method', text, { expected: wanted, found: incoming.method }),
    };
  }
  if (isTooLarge(incoming)) {
    const text = 'the request is larger than 18,000,000 bytes';
    return {
      refusal: { status: 413, code: 'ReadSizeLimitExceeded', text },
      step: step('Size', text),
    };
  }
  if (isBusy) {
    const text = 'too many requests at once';
    return {
      refusal: { status: 429, code: 'TooManyRequests', text },
      step: step('Concurrency', text),
    };
  }
  return null;
}
