import { createHmac, type KeyObject, sign, verify } from 'node:crypto';
import { sameBytes } from '../../lib/secrets/constant-time.ts';
import { isObject } from '../request-view.ts';

export interface Jwt {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  signed: string;
  signature: Buffer;
}

/** Reads a compact JWS; null where it is none. Nothing is checked yet. */
export function readJwt(text: string): Jwt | null {
  const parts = text.split('.');
  const [head = '', body = '', tail = ''] = parts;
  if (parts.length !== 3 || !parts.every((part) => /^[A-Za-z0-9_-]+$/.test(part))) return null;
  const header = readPart(head);
  const claims = readPart(body);
  if (header === null || claims === null) return null;
  return { header, claims, signed: `${head}.${body}`, signature: Buffer.from(tail, 'base64url') };
}

function readPart(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** The algorithm is the scheme's, never the one that the token names. */
export function checkHs256(jwt: Jwt, secret: string): boolean {
  if (jwt.header.alg !== 'HS256' || secret === '') return false;
  return sameBytes(createHmac('sha256', secret).update(jwt.signed).digest(), jwt.signature);
}

export function checkEs256(jwt: Jwt, key: KeyObject): boolean {
  if (jwt.header.alg !== 'ES256' || jwt.signature.length !== 64) return false;
  try {
    const how = { key, dsaEncoding: 'ieee-p1363' as const };
    return verify('sha256', Buffer.from(jwt.signed), how, jwt.signature);
  } catch {
    return false;
  }
}

export function writeHs256(claims: Record<string, unknown>, secret: string): string {
  const signed = unsigned({ alg: 'HS256', typ: 'JWT' }, claims);
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

export function writeEs256(
  header: Record<string, unknown>,
  claims: Record<string, unknown>,
  key: KeyObject,
): string {
  const signed = unsigned({ ...header, alg: 'ES256', typ: 'JWT' }, claims);
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

function unsigned(header: object, claims: object): string {
  return [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
}
