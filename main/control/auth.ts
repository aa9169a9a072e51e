import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Who is calling: a script with the token, or a page with the cookie. */
type Caller = 'bearer' | 'cookie';

export interface Access {
  /** For scripts, as `Authorization: Bearer`. Lives as long as this run; also a login code, once. */
  readonly token: string;
  /** Mints one more code for one login by URL. It is neither the token nor the cookie. */
  issueCode(): string;
  /** The `Set-Cookie` value for a code that was issued and not used yet. */
  redeem(code: string): string | undefined;
  identify(request: IncomingMessage): Caller | undefined;
}

// A script that keeps asking for login URLs must not fill the memory; old unused ones expire.
const MAX_OPEN_CODES = 100;

/** @param port part of the cookie's name: cookies of 127.0.0.1 are shared by all its ports. */
export function createAccess(port: number): Access {
  const token = newSecret();
  const session = newSecret();
  const cookieName = `backstitch-${port}`;
  const isToken = matcher(token);
  const isSession = matcher(session);
  // The token itself signs one page in, once: who started the engine with --json has nothing else.
  let codes = [isToken];

  return {
    token,
    issueCode() {
      const code = newSecret();
      codes = [...codes, matcher(code)].slice(-MAX_OPEN_CODES);
      return code;
    },
    redeem(code) {
      const left = codes.filter((matches) => !matches(code));
      if (left.length === codes.length) return undefined;
      codes = left;
      return `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`;
    },
    identify({ headers }) {
      // A caller that names a token is judged by it: a wrong one is not saved by a cookie.
      if (headers.authorization !== undefined) {
        const [, given = ''] = /^bearer +(\S+)$/i.exec(headers.authorization) ?? [];
        return isToken(given) ? 'bearer' : undefined;
      }
      return cookiesNamed(cookieName, headers.cookie).some(isSession) ? 'cookie' : undefined;
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
