import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { SessionBook } from './sessions/book.ts';

/** Who is calling: a script with the token, or a page with the cookie. */
type Caller = 'bearer' | 'cookie';

export interface Access {
  /** For scripts, as `Authorization: Bearer`. Lives as long as this run; also a login code, once. */
  readonly token: string;
  /** Mints one more code for one login by URL. It is neither the token nor the cookie. */
  issueCode(): string;
  /** The `Set-Cookie` value for a code that was issued and not used yet. */
  redeem(code: string, browser?: string): string | undefined;
  identify(request: IncomingMessage): Caller | undefined;
  /** The session of a caller with a cookie. */
  sessionOf(request: IncomingMessage): number | undefined;
}

// A script that keeps asking for login URLs must not fill the memory; old unused ones expire.
const MAX_OPEN_CODES = 100;
/** The browser forgets the cookie long after the session has ended for want of use. */
const COOKIE_SECONDS = 400 * 86_400;

/** @param port part of the cookie's name: cookies of 127.0.0.1 are shared by all its ports. */
export function createAccess(port: number, sessions: SessionBook): Access {
  const token = newSecret();
  const cookieName = `backstitch-${port}`;
  const isToken = matcher(token);
  // The token itself signs one page in, once: who started the engine with --json has nothing else.
  let codes = [isToken];

  function sessionOf({ headers }: IncomingMessage): number | undefined {
    for (const cookie of cookiesNamed(cookieName, headers.cookie)) {
      const id = sessions.find(digest(cookie).toString('hex'));
      if (id !== undefined) return id;
    }
    return undefined;
  }

  return {
    token,
    issueCode() {
      const code = newSecret();
      codes = [...codes, matcher(code)].slice(-MAX_OPEN_CODES);
      return code;
    },
    redeem(code, browser = '') {
      const left = codes.filter((matches) => !matches(code));
      if (left.length === codes.length) return undefined;
      codes = left;
      const session = newSecret();
      sessions.open(digest(session).toString('hex'), browser);
      return `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${COOKIE_SECONDS}`;
    },
    sessionOf,
    identify(request) {
      const { headers } = request;
      // A caller that names a token is judged by it: a wrong one is not saved by a cookie.
      if (headers.authorization !== undefined) {
        const [, given = ''] = /^bearer +(\S+)$/i.exec(headers.authorization) ?? [];
        return isToken(given) ? 'bearer' : undefined;
      }
      return sessionOf(request) === undefined ? undefined : 'cookie';
    },
  };
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

// Hashes have one length, so the comparison takes one time whatever was given.
function matcher(secret: string): (given: string) => boolean {
  const wanted = digest(secret);
  return (given) => timingSafeEqual(digest(given), wanted);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function cookiesNamed(name: string, header = ''): string[] {
  return header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}
