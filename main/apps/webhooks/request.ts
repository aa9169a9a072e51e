import type { ContextRequest } from '../../functions/run-request.ts';
import type { TakerRequest } from '../../intake/taker.ts';
import { headerValue } from '../../lib/headers.ts';
import { endpointPath, webhookPath } from './path.ts';
import { rawQueryOf, withoutSecret } from './query.ts';
import { canonicalHeaders } from './request-headers.ts';
import type { Found } from './running-app.ts';

/** `context.request` and `%%request`. The body is never in it. */
export function contextRequest(
  incoming: TakerRequest,
  found: Exclude<Found, { kind: 'missing' }>,
): ContextRequest {
  const { clientAppId } = found.app.model;
  const referrer = headerValue(incoming.headers, 'referer');
  const agent = headerValue(incoming.headers, 'user-agent');
  const isHook = found.kind === 'webhook';
  return {
    // Only the tunnel's own word counts: anybody can write such a header.
    remoteIPAddress: incoming.viaTunnel
      ? (incoming.reportedClient?.address ?? incoming.remoteAddress)
      : incoming.remoteAddress,
    requestHeaders: canonicalHeaders(incoming.headers),
    httpMethod: incoming.method,
    rawQueryString: withoutSecret(rawQueryOf(incoming.target)),
    ...(referrer !== undefined && { httpReferrer: referrer }),
    ...(agent !== undefined && { httpUserAgent: agent }),
    service: isHook ? found.service.name : '',
    action: isHook ? found.webhook.name : found.endpoint.route,
    webhookUrl: isHook
      ? webhookPath(clientAppId, found.service.name, found.webhook.name)
      : endpointPath(clientAppId, found.endpoint.route),
  };
}

const MAX_BYTES = 18_000_000;

/** Headers, query and body together, as the vendor counted them. */
export function isTooLarge({ headers, target, sizeBytes }: TakerRequest): boolean {
  const headerBytes = headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return headerBytes + rawQueryOf(target).length + sizeBytes > MAX_BYTES;
}
