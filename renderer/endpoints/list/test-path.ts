import type { Endpoint } from '../../../preload/contract/endpoints.ts';
import { match, takesMethod, takesPath } from '../../../preload/rules/endpoint-matching.ts';

/** A request that is only thought of. */
export interface Tested {
  method: string;
  path: string;
}

/** Reads `POST /orders/1?x=1`, a path alone or a URL; null while there is no path in it. */
export function readTested(typed: string): Tested | null {
  const [, method = '', rest = ''] = /^\s*(?:([A-Za-z]+)\s+)?(\S*)\s*$/.exec(typed) ?? [];
  const path = pathIn(rest);
  return path === null ? null : { method: method === '' ? 'POST' : method.toUpperCase(), path };
}

/** The path of a URL or of a request target, without its query; null where there is none. */
export function pathIn(text: string): string | null {
  const afterHost = text.replace(/^https?:\/\/[^/?#]*/i, '');
  const isUrl = afterHost !== text;
  const path = afterHost.split(/[?#]/, 1)[0] ?? '';
  if (isUrl && path === '') return '/';
  return path.startsWith('/') ? path : null;
}

/** Which endpoint takes a request; null: none, so everything else does. */
export function takerOf(list: readonly Endpoint[], { method, path }: Tested): Endpoint | null {
  const own = list.filter(({ isInbox }) => !isInbox);
  return match(own, method, path) ?? null;
}

/** Why an endpoint does not take a request; null where it would. */
export function whyNot(endpoint: Endpoint, { method, path }: Tested): string | null {
  if (!takesPath(endpoint.path, path)) return 'another path';
  if (!endpoint.enabled) return 'off';
  if (!takesMethod(endpoint.methods, method)) return `takes ${endpoint.methods.join(', ')} only`;
  return null;
}
