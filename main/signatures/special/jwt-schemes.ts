import { sha256 } from '../encoding.ts';
import { sameText } from '../../lib/secrets/constant-time.ts';
import type { Fault } from '../find-signature.ts';
import { failed, type Found, passed } from '../found.ts';
import { inWords, checkAge } from '../freshness.ts';
import { readPair } from '../keys/pair.ts';
import { TEST_KEY_ID } from '../keys/public-forms.ts';
import { parsePairs, queryOf } from '../request-view.ts';
import type { RequestView } from '../request-view.ts';
import type { Secret } from '../scheme.ts';
import type { OwnRules } from './own.ts';
import { checkEs256, checkHs256, type Jwt, readJwt, writeEs256, writeHs256 } from './jwt.ts';

/**
 * Plaid has its tokens checked by jose with a maxTokenAge of 5 minutes, which refuses an `iat` that
 * lies ahead, however little.
 */
const PLAID_TIME = { window: 300, sides: 'both', ahead: 0 } as const;
/** atlassian-jwt and jsonwebtoken look at the end of a token, not at its `iat`. */
const IAT_ONLY_NOTED = { window: null, sides: 'old' } as const;

/** Netlify: HS256 with `iss` and the hash of the body. */
export const netlify: OwnRules = {
  carries: (view) => view.has('X-Webhook-Signature'),
  verify(view, secrets) {
    const jwt = tokenIn(view.header('X-Webhook-Signature'), 'X-Webhook-Signature');
    if ('code' in jwt) return failed(jwt);
    const secret = secrets.find(({ value }) => checkHs256(jwt, value));
    if (secret === undefined) return mismatch();
    if (jwt.claims.iss !== 'netlify') {
      return failed({ code: 'MALFORMED_SIGNATURE', text: 'The token is not issued by netlify.' });
    }
    return bodyHash(view, jwt.claims.sha256, { secret });
  },
  sign({ view, secret }) {
    const claims = { iss: 'netlify', sha256: hashOf(view) };
    return { headers: [['X-Webhook-Signature', writeHs256(claims, secret.value)]] };
  },
  headers: ['x-webhook-signature'],
};

/** Plaid: ES256 with a key that Plaid gives out by its id, and the hash of the body. */
export const plaid: OwnRules = {
  carries: (view) => view.has('Plaid-Verification'),
  verify(view, secrets, now) {
    const jwt = tokenIn(view.header('Plaid-Verification'), 'Plaid-Verification');
    if ('code' in jwt) return failed(jwt);
    const keys = secrets.map((secret) => ({ secret, pair: readPair(secret.value, 'p256') }));
    if (keys.every(({ pair }) => pair === null)) return unusable('a JWK or PEM of Plaid’s key');
    const found = keys.find(({ pair }) => pair !== null && checkEs256(jwt, pair.publicKey));
    if (found === undefined) return mismatch();
    const { secret } = found;
    const at = Number(jwt.claims.iat) * 1000;
    const skewSeconds = Math.round((now - at) / 1000);
    if (Number.isNaN(skewSeconds)) {
      return failed({ code: 'MALFORMED_TIMESTAMP', text: 'The token has no time (iat).' });
    }
    const hashed = bodyHash(view, jwt.claims.request_body_sha256, { secret, skewSeconds });
    const { fault } = checkAge(PLAID_TIME, skewSeconds);
    return fault === null || hashed.state === 'failed' ? hashed : failed(fault, { skewSeconds });
  },
  sign({ view, secret, now }) {
    const key = readPair(secret.value, 'p256')?.privateKey ?? null;
    if (key === null) return null;
    const claims = { iat: Math.floor(now / 1000), request_body_sha256: hashOf(view) };
    const token = writeEs256({ kid: TEST_KEY_ID }, claims, key);
    return { headers: [['Plaid-Verification', token]] };
  },
  headers: ['plaid-verification'],
  pair: 'p256',
  takes: (value) => readPair(value, 'p256') !== null,
};

/** Atlassian Connect: HS256 with `qsh`, the hash of method, path and query. */
export const jiraConnect: OwnRules = {
  carries: (view) =>
    view.header('Authorization')?.startsWith('JWT ') === true ||
    view.read('query:jwt') !== undefined,
  verify(view, secrets, now) {
    const text = view.header('Authorization')?.replace(/^JWT /, '') ?? view.read('query:jwt');
    const jwt = tokenIn(text, 'Authorization');
    if ('code' in jwt) return failed(jwt);
    const secret = secrets.find(({ value }) => checkHs256(jwt, value));
    if (secret === undefined) return mismatch();
    const { qsh, exp } = jwt.claims;
    const { method, target } = view.request;
    if (qsh === 'context-qsh' || typeof qsh !== 'string' || !sameText(qsh, qshOf(method, target))) {
      const detail = qsh === 'context-qsh' ? ' It is a token for a page, not for a request.' : '';
      const said = `The token is genuine, but qsh is not the hash of this method, path and query.${detail}`;
      return failed({ code: 'SIGNATURE_MISMATCH', text: said });
    }
    const late = Math.round(now / 1000 - Number(exp));
    if (Number.isNaN(late) || late > 0) {
      const text = Number.isNaN(late)
        ? 'The token has no expiry (exp).'
        : `The token expired ${inWords(late)} before it arrived.`;
      return failed({ code: 'TIMESTAMP_TOO_OLD', text });
    }
    return passed('verified', { secret, notes: tokenNotes(jwt, now) });
  },
  sign({ view, secret, now }) {
    const iat = Math.floor(now / 1000);
    const { method, target } = view.request;
    const claims = { iss: 'backstitch', iat, exp: iat + 180, qsh: qshOf(method, target) };
    return { headers: [['Authorization', `JWT ${writeHs256(claims, secret.value)}`]] };
  },
  headers: [],
};

/** monday.com: HS256 in Authorization, the body not covered. */
export const monday: OwnRules = {
  carries: (view) => readJwt(bearerOf(view)) !== null,
  verify(view, secrets, now) {
    const jwt = tokenIn(bearerOf(view) || undefined, 'Authorization');
    if ('code' in jwt) return failed(jwt);
    const secret = secrets.find(({ value }) => checkHs256(jwt, value));
    if (secret === undefined) return mismatch();
    const late = Math.round(now / 1000 - Number(jwt.claims.exp));
    if (late > 0) {
      const text = `The token expired ${inWords(late)} before it arrived.`;
      return failed({ code: 'TIMESTAMP_TOO_OLD', text });
    }
    return passed('verified', { secret, notes: tokenNotes(jwt, now) });
  },
  sign({ secret, now }) {
    const iat = Math.floor(now / 1000);
    return { headers: [['Authorization', writeHs256({ iat, exp: iat + 300 }, secret.value)]] };
  },
  headers: [],
};

/** A token of a key that has to be fetched from its issuer: shown, not judged. */
export const bearer: OwnRules = {
  carries: (view) => view.has('Authorization') || view.has('X-EBAY-SIGNATURE'),
  verify(view) {
    const claims = readJwt(bearerOf(view))?.claims;
    const issuer = typeof claims?.iss === 'string' ? ` of ${claims.iss}` : '';
    const text = `Signed with a key${issuer} that would have to be fetched; Backstitch does not.`;
    const notes = claims === undefined ? [] : [`Claims: ${JSON.stringify(claims).slice(0, 1000)}`];
    return { state: 'cannot_verify', text, notes };
  },
  sign: () => null,
  headers: [],
};

function bearerOf(view: RequestView): string {
  return (view.header('Authorization') ?? '').replace(/^Bearer /i, '');
}

/**
 * Atlassian's hash of a request: `METHOD&path&query`, names sorted and escaped by RFC 3986, values of
 * one name sorted and joined by commas; `jwt` does not count.
 */
export function qshOf(method: string, target: string): string {
  return sha256(Buffer.from(canonicalOf(method, target))).toString('hex');
}

export function canonicalOf(method: string, target: string): string {
  const relative = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  const path = relative.replace(/[?#].*$/s, '').replace(/(.)\/$/, '$1') || '/';
  const values = new Map<string, string[]>();
  for (const [name, value] of parsePairs(queryOf(relative))) {
    if (name !== 'jwt') values.set(name, [...(values.get(name) ?? []), value]);
  }
  const query = [...values.keys()]
    .sort()
    .map((name) => `${escape(name)}=${(values.get(name) ?? []).map(escape).sort().join(',')}`)
    .join('&');
  return [method.toUpperCase(), path.replaceAll('&', '%26'), query].join('&');
}

function escape(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.codePointAt(0)?.toString(16).toUpperCase() ?? ''}`,
  );
}

function tokenNotes({ claims }: Jwt, now: number): string[] {
  const skew = Math.round(now / 1000 - Number(claims.iat));
  const { note } = Number.isNaN(skew) ? { note: null } : checkAge(IAT_ONLY_NOTED, skew);
  return ['The token does not cover the body.', ...(note === null ? [] : [note])];
}

function tokenIn(text: string | undefined, header: string): Jwt | Fault {
  if (text === undefined) {
    return { code: 'MISSING_HEADER', text: `The header ${header} is missing: there is no token.` };
  }
  const jwt = readJwt(text);
  return (
    jwt ?? { code: 'MALFORMED_SIGNATURE', text: `The header ${header} does not contain a JWT.` }
  );
}

function mismatch(): Found {
  const text = 'The token was signed with another secret, or was changed.';
  return failed({ code: 'SIGNATURE_MISMATCH', text });
}

function unusable(wanted: string): Found {
  return failed({ code: 'UNUSABLE_SECRET', text: `No secret is ${wanted}.` });
}

function bodyHash(
  view: RequestView,
  claimed: unknown,
  more: { secret: Secret; skewSeconds?: number },
): Found {
  if (typeof claimed === 'string' && sameText(claimed.toLowerCase(), hashOf(view))) {
    return passed('verified', more);
  }
  const text = 'The token is genuine, but the body is not the one it names.';
  return failed({ code: 'BODY_HASH_MISMATCH', text });
}

function hashOf(view: RequestView): string {
  return sha256(view.request.body).toString('hex');
}
