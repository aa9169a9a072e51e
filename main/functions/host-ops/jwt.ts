import {
  constants,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type KeyObject,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import type { HostOperation } from './index.ts';
import { oneOf, text } from './read.ts';

const FAMILIES = ['HS', 'RS', 'ES', 'PS'] as const;
const SIZES = ['256', '384', '512'] as const;
type Family = (typeof FAMILIES)[number];
type Method = { family: Family; hash: `sha${(typeof SIZES)[number]}`; name: string };

const METHODS = FAMILIES.flatMap((family) => SIZES.map((size) => `${family}${size}`));

function methodOf(name: string): Method {
  const known = oneOf(name, METHODS, 'signing method');
  const family = oneOf(known.slice(0, 2), FAMILIES, 'signing method');
  return { family, hash: `sha${oneOf(known.slice(2), SIZES, 'size')}`, name: known };
}

const base64url = (value: string | Buffer): string => Buffer.from(value).toString('base64url');

function keyOptions(family: Family, key: KeyObject) {
  if (family === 'ES') return { key, dsaEncoding: 'ieee-p1363' as const };
  if (family === 'PS') {
    const saltLength = constants.RSA_PSS_SALTLEN_DIGEST;
    return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
  }
  return { key };
}

function signature(method: Method, input: string, key: string): Buffer {
  if (method.family === 'HS') return createHmac(method.hash, key).update(input).digest();
  return sign(method.hash, Buffer.from(input), keyOptions(method.family, createPrivateKey(key)));
}

function matches(method: Method, input: string, given: Buffer, key: string): boolean {
  if (method.family === 'HS') {
    const expected = createHmac(method.hash, createSecretKey(Buffer.from(key)))
      .update(input)
      .digest();
    return expected.length === given.length && timingSafeEqual(expected, given);
  }
  const options = keyOptions(method.family, createPublicKey(key));
  return verify(method.hash, Buffer.from(input), options, given);
}

/** Methods a key can belong to: a shared secret never verifies a token signed by a key pair. */
function familiesOf(key: string): readonly Family[] {
  if (!key.includes('-----BEGIN')) return ['HS'];
  const { asymmetricKeyType } = createPublicKey(key);
  return asymmetricKeyType === 'ec' ? ['ES'] : ['RS', 'PS'];
}

function part(encoded: string, what: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null) return parsed as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new Error(`the token’s ${what} is no JSON object`);
}

function checkTimes(payload: Record<string, unknown>): void {
  const now = Date.now() / 1000;
  if (typeof payload.exp === 'number' && payload.exp < now) throw new Error('the token is expired');
  if (typeof payload.nbf === 'number' && payload.nbf > now) {
    throw new Error('the token is not valid yet');
  }
}

function acceptedOf(accepted: string | null): string[] | null {
  if (accepted === null) return null;
  const parsed: unknown = JSON.parse(accepted);
  return Array.isArray(parsed) ? parsed.map(String) : null;
}

/** `utils.jwt`. The method `none` is refused always. */
export const jwt: Record<string, HostOperation> = {
  jwtEncode: (methodName, payload, secret, headerFields) => {
    const method = methodOf(text(methodName, 'the signing method'));
    const more = headerFields === null ? {} : (JSON.parse(text(headerFields, 'headers')) as object);
    const header = { typ: 'JWT', ...more, alg: method.name };
    const input = `${base64url(JSON.stringify(header))}.${base64url(text(payload, 'the payload'))}`;
    return `${input}.${base64url(signature(method, input, text(secret, 'the secret')))}`;
  },
  jwtDecode: (token, key, acceptedMethods) => {
    const secret = text(key, 'the key');
    const [head, body, signed, extra] = text(token, 'the token').split('.');
    if (head === undefined || body === undefined || signed === undefined || extra !== undefined) {
      throw new Error('the token has not three parts');
    }
    const header = part(head, 'header');
    const method = methodOf(String(header.alg));
    const accepted = acceptedOf(typeof acceptedMethods === 'string' ? acceptedMethods : null);
    const allowed =
      accepted === null
        ? familiesOf(secret).includes(method.family)
        : accepted.includes(method.name);
    if (!allowed) throw new Error(`the token is signed by ${method.name}, which is not accepted`);
    if (!matches(method, `${head}.${body}`, Buffer.from(signed, 'base64url'), secret)) {
      throw new Error('the signature of the token does not match');
    }
    const payload = part(body, 'payload');
    checkTimes(payload);
    return JSON.stringify({ header, payload });
  },
};
