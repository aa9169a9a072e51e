import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { headerValue } from '../../lib/headers.ts';
import type { Refusal } from './refusal.ts';

/** What proves who sent a request. */
export type GivenCredentials =
  | { kind: 'local-userpass'; email: string; password: string }
  | { kind: 'api-key'; key: string }
  | { kind: 'custom-token'; token: string }
  | { kind: 'access-token'; token: string };

type Place = { found: GivenCredentials | null; partial: boolean };

const NONE: Refusal = {
  status: 400,
  code: 'InvalidParameter',
  text: 'no authentication methods were specified',
};
const PARTIAL: Refusal = {
  status: 400,
  code: 'MissingParameter',
  text: 'must specify some form of authentication (either email+password, api-key, or jwt) in the request header or body',
};
const TWICE: Refusal = {
  status: 400,
  code: 'InvalidParameter',
  text: 'authentication may be given in the headers or in the body, not in both',
};

export const NO_SUCH_USER: Refusal = {
  status: 401,
  code: 'InvalidSession',
  text: 'invalid session: error finding user for endpoint',
};

/** Credentials of a request: in its headers or in its JSON body, never in both. */
export function readCredentials(
  headers: readonly HeaderPair[],
  body: Buffer,
): { ok: true; credentials: GivenCredentials } | { ok: false; refusal: Refusal } {
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(headerValue(headers, 'authorization') ?? '');
  if (bearer?.[1] !== undefined) {
    return { ok: true, credentials: { kind: 'access-token', token: bearer[1] } };
  }
  const inHeaders = pick((name) => headerValue(headers, name));
  const fields = jsonFields(body);
  const inBody = pick((name) => {
    const value = fields[name];
    return typeof value === 'string' ? value : undefined;
  });
  const some = (place: Place): boolean => place.found !== null || place.partial;
  if (some(inHeaders) && some(inBody)) return { ok: false, refusal: TWICE };
  const credentials = inHeaders.found ?? inBody.found;
  if (credentials !== null) return { ok: true, credentials };
  return { ok: false, refusal: inHeaders.partial || inBody.partial ? PARTIAL : NONE };
}

/** The first of the vendor's table that is whole: password, key, token. */
function pick(read: (name: string) => string | undefined): Place {
  const email = read('email');
  const password = read('password');
  if (email !== undefined && password !== undefined) {
    return { found: { kind: 'local-userpass', email, password }, partial: false };
  }
  const key = read('api-key') ?? read('apiKey');
  if (key !== undefined) return { found: { kind: 'api-key', key }, partial: false };
  const token = read('jwtTokenString');
  if (token !== undefined) return { found: { kind: 'custom-token', token }, partial: false };
  return { found: null, partial: email !== undefined || password !== undefined };
}

function jsonFields(body: Buffer): Record<string, unknown> {
  if (body.length === 0 || body.length > 1_000_000) return {};
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : {};
  } catch {
    // Not JSON: it holds no credentials.
    return {};
  }
}
