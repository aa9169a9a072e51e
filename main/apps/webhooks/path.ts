/** What a request target asks for, if it has the form of a webhook's or an endpoint's path. */
export type AskedPath =
  | { kind: 'webhook'; clientAppId: string; service: string; webhook: string }
  | { kind: 'endpoint'; clientAppId: string; route: string }
  /** The short form: the app may be left out where that is clear. */
  | { kind: 'alias'; clientAppId: string | null; service: string; webhook: string };

const VENDOR =
  /^\/api\/client\/v2\.0\/app\/([^/]+)\/service\/([^/]+)\/incoming_webhook\/([^/]+)\/?$/;
const ENDPOINT = /^\/app\/([^/]+)\/endpoint(\/.*)$/;
const ALIAS = /^\/w\/(?:([^/]+)\/)?([^/]+)\/([^/]+)\/?$/;

/** Reads a target by form alone; segments are percent-decoded once. */
export function readPath(target: string): AskedPath | null {
  const path = pathOf(target);
  const vendor = VENDOR.exec(path);
  if (vendor !== null) {
    const [clientAppId, service, webhook] = decoded(vendor.slice(1));
    return { kind: 'webhook', clientAppId, service, webhook };
  }
  const endpoint = ENDPOINT.exec(path);
  if (endpoint !== null) {
    const [clientAppId] = decoded([endpoint[1]]);
    return { kind: 'endpoint', clientAppId, route: decodeRoute(endpoint[2] ?? '/') };
  }
  const alias = ALIAS.exec(path);
  if (alias === null) return null;
  const [service, webhook] = decoded(alias.slice(2));
  const [app] = decoded([alias[1]]);
  return { kind: 'alias', clientAppId: alias[1] === undefined ? null : app, service, webhook };
}

function pathOf(target: string): string {
  const relative = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  return relative.split(/[?#]/, 1)[0] ?? '';
}

function decoded(parts: readonly (string | undefined)[]): [string, string, string] {
  const [a = '', b = '', c = ''] = parts.map((part) => decode(part ?? ''));
  return [a, b, c];
}

/** A broken escape stays as it is: then it names nothing, and the answer is a 404. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(Buffer.from(segment, 'latin1').toString('utf8'));
  } catch {
    return segment;
  }
}

function decodeRoute(route: string): string {
  const plain = route.split('/').map(decode).join('/');
  return plain.length > 1 ? plain.replace(/\/$/, '') : plain;
}

const segment = encodeURIComponent;

export const webhookPath = (clientAppId: string, service: string, webhook: string): string =>
  `/api/client/v2.0/app/${segment(clientAppId)}/service/${segment(service)}/incoming_webhook/${segment(webhook)}`;

export const endpointPath = (clientAppId: string, route: string): string =>
  `/app/${segment(clientAppId)}/endpoint${route.split('/').map(segment).join('/')}`;

/** @param clientAppId null where the service and webhook are found without it. */
export const aliasPath = (clientAppId: string | null, service: string, webhook: string): string =>
  `/w/${clientAppId === null ? '' : `${segment(clientAppId)}/`}${segment(service)}/${segment(webhook)}`;
