import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { sameText } from '../lib/secrets/constant-time.ts';
import { BackstitchError } from '../lib/errors.ts';
import type { SessionBook } from './sessions/book.ts';

/** Who is calling: a script with the token, or a page with the cookie. */
type Caller = 'bearer' | 'cookie';

export interface Access {
  /** For scripts, as `Authorization: Bearer`. Lives as long as this run; also a login code, once. */
  readonly token: string;
  /**
   * Mints one more code for one login by URL, good for ten minutes. It is neither the token nor the
   * cookie.
   *
   * @param label what the browser that signs in with it is called
   * @throws BackstitchError SESSION_LIMIT
   */
  issueCode(label?: string): { code: string; expiresAt: number };
  /** The `Set-Cookie` value for a code that was issued and not used yet. */
  redeem(code: string, browser?: string): string | undefined;
  identify(request: IncomingMessage): Caller | undefined;
  /** The session of a caller with a cookie. */
  sessionOf(request: IncomingMessage): number | undefined;
}

// A script that keeps asking for login URLs must not fill the memory.
const MAX_OPEN_CODES = 100;
/** A link in a terminal or a chat is a key to this machine: it is not left lying about. */
const CODE_MS = 10 * 60_000;
/** The browser forgets the cookie long after the session has ended for want of use. */
const COOKIE_SECONDS = 400 * 86_400;

interface Code {
  matches: (given: string) => boolean;
  /** Epoch ms. */
  expiresAt: number;
  label: string;
}

/** @param port part of the cookie's name: cookies of 127.0.0.1 are shared by all its ports. */
export function createAccess(port: number, sessions: SessionBook): Access {
  const token = newSecret();
  const cookieName = `backstitch-${port}`;
  const isToken = secretMatcher(token);
  // The token itself signs one page in, once: who started the engine with --json has nothing else.
  let codes: Code[] = [{ matches: isToken, expiresAt: Infinity, label: '' }];

  function forgetExpired(): void {
    codes = codes.filter(({ expiresAt }) => expiresAt > sessions.now());
  }

  function sessionOf({ headers }: IncomingMessage): number | undefined {
    for (const cookie of cookiesNamed(cookieName, headers.cookie)) {
      const id = sessions.find(digest(cookie).toString('hex'));
      if (id !== undefined) return id;
    }
    return undefined;
  }

  return {
    token,
    issueCode(label = '') {
      forgetExpired();
      if (codes.length > MAX_OPEN_CODES) throw new BackstitchError('SESSION_LIMIT');
      const code = newSecret();
      const expiresAt = sessions.now() + CODE_MS;
      codes = [...codes, { matches: secretMatcher(code), expiresAt, label }];
      return { code, expiresAt };
    },
    redeem(code, browser = '') {
      forgetExpired();
      // All of them are compared, whichever it is.
      const [found] = codes.filter(({ matches }) => matches(code));
      if (found === undefined) return undefined;
      codes = codes.filter((other) => other !== found);
      const session = newSecret();
      sessions.open(digest(session).toString('hex'), browser, found.label);
      return `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${COOKIE_SECONDS}`;
    },
    sessionOf,
    identify(request) {
      const { headers } = request;
      // A caller that names a token is judged by it: a wrong one is not saved by a cookie.
      if (headers.authorization !== undefined) {
        return isToken(bearerOf(request)) ? 'bearer' : undefined;
      }
      return sessionOf(request) === undefined ? undefined : 'cookie';
    },
  };
}

/** What a request names as its token; empty where it names none. */
export function bearerOf({ headers }: IncomingMessage): string {
  const [, given = ''] = /^bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  return given;
}

/** 256 bits that nobody can guess. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares with a secret, in one time whatever was given. */
export const secretMatcher =
  (secret: string) =>
  (given: string): boolean =>
    sameText(given, secret);

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
