import type { ContextRequest } from '../../functions/run-request.ts';
import type { TakerRequest } from '../../intake/taker.ts';
import { headerValue } from '../../lib/headers.ts';
import { canonicalHeaders } from '../webhooks/request-headers.ts';
import type { ClientApiParts, ClientApp } from './client-app.ts';
import { CallRefused } from './refusal.ts';
import { type CallName, clientApiPath } from './routes.ts';

/** A call that carries credentials is short. */
const CREDENTIAL_BYTES = 64 * 1024;
/** The vendor’s limit on a request. */
const CALL_BYTES = 18_000_000;

export function bearerOf({ headers }: TakerRequest): string | null {
  return /^Bearer\s+(\S+)\s*$/i.exec(headerValue(headers, 'authorization') ?? '')?.[1] ?? null;
}

/** The token of a stream: what opens one in a browser cannot send a header. */
export const atOf = (query: URLSearchParams): string | null =>
  query.get('stitch_at') ?? query.get('baas_at');

/** The base that a client must go on with: the scheme and host it came by. */
export function baseUrlOf(parts: ClientApiParts, incoming: TakerRequest): string {
  const { viaTunnel, headers } = incoming;
  const local = parts.intakeUrl().replace(/\/$/, '');
  if (viaTunnel) return parts.publicUrl()?.replace(/\/$/, '') ?? local;
  const host = headerValue(headers, 'host') ?? '';
  return /^[a-z0-9.-]+(?::\d{1,5})?$|^\[[0-9a-f:.]+\](?::\d{1,5})?$/i.test(host)
    ? `http://${host}`
    : local;
}

/** Whose tries are counted together; null where the tunnel names nobody, and all come from its own address. */
export function addressOf({
  viaTunnel,
  reportedClient,
  remoteAddress,
}: TakerRequest): string | null {
  return viaTunnel ? (reportedClient?.address ?? null) : remoteAddress;
}

export async function readBody(incoming: TakerRequest, name: CallName): Promise<Buffer> {
  const limit = name === 'call' ? CALL_BYTES : CREDENTIAL_BYTES;
  if (incoming.sizeBytes > limit)
    throw new CallRefused('ReadSizeLimitExceeded', `the body is longer than ${limit} bytes`);
  return incoming.body();
}

/** `context.request` of what runs on behalf of a call; without what proves who called. */
export function requestOf(incoming: TakerRequest, app: ClientApp): ContextRequest {
  const headers = incoming.headers.filter(([name]) => !/^(?:authorization|cookie)$/i.test(name));
  const referrer = headerValue(headers, 'referer');
  const agent = headerValue(headers, 'user-agent');
  return {
    remoteIPAddress: incoming.viaTunnel
      ? (incoming.reportedClient?.address ?? incoming.remoteAddress)
      : incoming.remoteAddress,
    requestHeaders: canonicalHeaders(headers),
    httpMethod: incoming.method,
    rawQueryString: '',
    ...(referrer !== undefined && { httpReferrer: referrer }),
    ...(agent !== undefined && { httpUserAgent: agent }),
    service: '',
    action: '',
    webhookUrl: clientApiPath(app.model.clientAppId),
  };
}
