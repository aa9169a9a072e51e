import {
  createRemoteJWKSet,
  jwtVerify,
  SignJWT,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { parse } from 'jsonc-parser';
import type { AuthProvider } from '../../../preload/contract/app-model.ts';

const ISSUER = 'backstitch';
const TOKEN_SECONDS = 30 * 60;

/** Access tokens of our own, for HTTPS endpoints. */
export function createTokens(key: Uint8Array, now: () => number) {
  return {
    async issue(appId: string, userId: string): Promise<{ token: string; expiresAt: number }> {
      const seconds = Math.floor(now() / 1000);
      const token = await new SignJWT({ app: appId })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(ISSUER)
        .setSubject(userId)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + TOKEN_SECONDS)
        .sign(key);
      return { token, expiresAt: (seconds + TOKEN_SECONDS) * 1000 };
    },
    /** The user a token of ours names; undefined for any other token. */
    async read(appId: string, token: string): Promise<string | undefined> {
      try {
        const options = { issuer: ISSUER, algorithms: ['HS256'], currentDate: new Date(now()) };
        const { payload } = await jwtVerify(token, key, options);
        return payload.app === appId ? payload.sub : undefined;
      } catch {
        // Not ours, changed or expired: all the same to the caller.
        return undefined;
      }
    },
  };
}

export interface TokenUser {
  subject: string;
  data: Record<string, unknown>;
}

type Found = { ok: true; user: TokenUser } | { ok: false; why: string };

const keySets = new WeakMap<object, JWTVerifyGetKey>();

/**
 * Checks a token of an app's own sign-in against its provider's configuration.
 *
 * @param secret text of a Secret by name.
 */
export async function readCustomToken(
  provider: AuthProvider,
  token: string,
  secret: (name: string) => string | undefined,
): Promise<Found> {
  const config = objectOf(provider.config);
  const algorithm = typeof config.signingAlgorithm === 'string' ? config.signingAlgorithm : 'HS256';
  const keys =
    config.useJWKURI === true ? [remoteKeys(provider, config.jwkURI)] : localKeys(provider, secret);
  let why = 'no signing key is set';
  for (const key of keys) {
    if (typeof key === 'string') {
      why = key;
      continue;
    }
    try {
      const options = config.useJWKURI === true ? {} : { algorithms: [algorithm] };
      const { payload } =
        typeof key === 'function'
          ? await jwtVerify(token, key, options)
          : await jwtVerify(token, key, options);
      const audience = checkAudience(payload, config);
      if (audience !== null) return { ok: false, why: audience };
      return userOf(payload, provider);
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
    }
  }
  return { ok: false, why };
}

function objectOf(text: string): Record<string, unknown> {
  const value: unknown = text === '' ? {} : parse(text);
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function localKeys(
  provider: AuthProvider,
  secret: (name: string) => string | undefined,
): (KeyObject | string)[] {
  const { signingKeys } = objectOf(provider.secretConfig);
  const names = Array.isArray(signingKeys) ? signingKeys.map(String) : [];
  return names.map((name) => {
    const text = secret(name);
    if (text === undefined) return `the Secret ${name} is not set`;
    if (!text.includes('-----BEGIN')) return createSecretKey(Buffer.from(text));
    try {
      return createPublicKey(text);
    } catch {
      return `the Secret ${name} is not a public key in PEM`;
    }
  });
}

/** Keys are fetched over https, or from this machine, and not again and again. */
function remoteKeys(provider: AuthProvider, uri: unknown): JWTVerifyGetKey | string {
  const known = keySets.get(provider);
  if (known !== undefined) return known;
  const url = typeof uri === 'string' && URL.canParse(uri) ? new URL(uri) : undefined;
  const isLoopback =
    url !== undefined && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url === undefined || (url.protocol !== 'https:' && !isLoopback)) {
    return 'the jwkURI is not an https address';
  }
  const keys = createRemoteJWKSet(url, { timeoutDuration: 5000, cooldownDuration: 30_000 });
  keySets.set(provider, keys);
  return keys;
}

function checkAudience(payload: JWTPayload, config: Record<string, unknown>): string | null {
  const wanted = Array.isArray(config.audience)
    ? config.audience.map(String)
    : typeof config.audience === 'string' && config.audience !== ''
      ? [config.audience]
      : [];
  if (wanted.length === 0) return null;
  const given = [payload.aud ?? []].flat();
  const holds =
    config.requireAnyAudience === true
      ? wanted.some((one) => given.includes(one))
      : wanted.every((one) => given.includes(one));
  return holds ? null : 'the token is for another audience';
}

function userOf(payload: JWTPayload, provider: AuthProvider): Found {
  if (payload.sub === undefined || payload.sub === '')
    return { ok: false, why: 'the token has no sub' };
  const fields: unknown = provider.metadataFields === '' ? [] : parse(provider.metadataFields);
  const data: Record<string, unknown> = {};
  for (const field of Array.isArray(fields) ? fields : []) {
    const { name, field_name: target, required } = field as Record<string, unknown>;
    if (typeof name !== 'string') continue;
    const value = name
      .split('.')
      .reduce<unknown>(
        (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
        payload,
      );
    // A field that is null says as little as one that is not there.
    if ((value === undefined || value === null) && required === true)
      return { ok: false, why: `the token has no ${name}` };
    if (value !== undefined) data[typeof target === 'string' ? target : name] = value;
  }
  return { ok: true, user: { subject: payload.sub, data } };
}
