import { constants, createHmac, sign, verify } from 'node:crypto';
import { sameBytes } from '../../lib/secrets/constant-time.ts';
import type { HostOperation } from './operation.ts';
import { ecKey, familyOf, type KeyFamily, rsaKey } from './keys.ts';
import { oneOf, text } from './read.ts';

const FAMILIES = ['HS', 'RS', 'ES', 'PS'] as const;
const SIZES = ['256', '384', '512'] as const;
type Family = (typeof FAMILIES)[number];
type Size = (typeof SIZES)[number];
interface Method {
  family: Family;
  size: Size;
  name: string;
}

const METHODS = FAMILIES.flatMap((family) => SIZES.map((size) => `${family}${size}`));
const CURVES: Record<Size, string> = { 256: 'prime256v1', 384: 'secp384r1', 512: 'secp521r1' };
const KEY_OF: Record<Family, KeyFamily> = { HS: 'secret', RS: 'rsa', ES: 'ec', PS: 'rsa' };

function methodOf(name: string): Method {
  const known = oneOf(name, METHODS, 'signing method');
  const family = oneOf(known.slice(0, 2), FAMILIES, 'signing method');
  return { family, size: oneOf(known.slice(2), SIZES, 'size'), name: known };
}

const base64url = (value: string | Buffer): string => Buffer.from(value).toString('base64url');

function keyFor({ family, size }: Method, pem: string, kind: 'private' | 'public') {
  if (family === 'ES') {
    return { key: ecKey(pem, kind, CURVES[size]), dsaEncoding: 'ieee-p1363' as const };
  }
  const key = rsaKey(pem, kind);
  if (family === 'RS') return { key, padding: constants.RSA_PKCS1_PADDING };
  const saltLength = constants.RSA_PSS_SALTLEN_DIGEST;
  return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
}

function hmac({ size }: Method, input: string, secret: string): Buffer {
  if (secret === '') throw new Error('the secret is empty');
  return createHmac(`sha${size}`, secret).update(input).digest();
}

function signature(method: Method, input: string, key: string): Buffer {
  if (method.family === 'HS') return hmac(method, input, key);
  return sign(`sha${method.size}`, Buffer.from(input), keyFor(method, key, 'private'));
}

function matches(method: Method, input: string, given: Buffer, key: string): boolean {
  if (method.family !== 'HS') {
    return verify(`sha${method.size}`, Buffer.from(input), keyFor(method, key, 'public'), given);
  }
  return sameBytes(hmac(method, input, key), given);
}

function part(encoded: string, what: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null) return parsed as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new Error(`the token’s ${what} is not a JSON object`);
}

function checkTimes({ exp, nbf }: Record<string, unknown>): void {
  const now = Date.now() / 1000;
  if (typeof exp === 'number' && exp < now) throw new Error('the token is expired');
  if (typeof nbf === 'number' && nbf > now) throw new Error('the token is not valid yet');
}

/** A key pair's public half must never count as a shared secret: anybody can sign with it. */
function checkMethod(method: Method, key: string, accepted: string | null): void {
  const fits = familyOf(key) === KEY_OF[method.family];
  if (fits && (accepted === null || accepted.split(' ').includes(method.name))) return;
  throw new Error(`the token is signed by ${method.name}, which is not accepted`);
}

/** Fields in the order of the alphabet, as the vendor wrote them; `alg` cannot be chosen. */
function headerText(method: Method, fields: string | null): string {
  const more: unknown = fields === null ? {} : JSON.parse(fields);
  const header = { typ: 'JWT', ...(more as object), alg: method.name };
  const sorted = Object.entries(header).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(sorted));
}

/** `utils.jwt`. The method `none` is refused always. */
export const jwt: Record<string, HostOperation> = {
  jwtEncode: (methodName, payload, secret, headerFields) => {
    const method = methodOf(text(methodName, 'the signing method'));
    const fields = headerFields === null ? null : text(headerFields, 'the header fields');
    const head = base64url(headerText(method, fields));
    const input = `${head}.${base64url(text(payload, 'the payload'))}`;
    return `${input}.${base64url(signature(method, input, text(secret, 'the secret')))}`;
  },
  /** `accepted`: names of methods with blanks between, or null. */
  jwtDecode: (token, key, accepted) => {
    const secret = text(key, 'the key');
    const [head, body, signed, extra] = text(token, 'the token').split('.');
    if (head === undefined || body === undefined || signed === undefined || extra !== undefined) {
      throw new Error('the token does not have three parts');
    }
    const header = part(head, 'header');
    const method = methodOf(String(header.alg));
    checkMethod(method, secret, accepted === null ? null : text(accepted, 'the methods'));
    if (!matches(method, `${head}.${body}`, Buffer.from(signed, 'base64url'), secret)) {
      throw new Error('the signature of the token does not match');
    }
    const payload = part(body, 'payload');
    checkTimes(payload);
    return JSON.stringify({ header, payload });
  },
};
