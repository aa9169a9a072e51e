import { createHash, randomBytes } from 'node:crypto';

/** 32 random bytes as 64 lower-case hex characters, as Stitch's own tokens. */
export const newToken = (): string => randomBytes(32).toString('hex');

/** What is kept of a token: enough to know it again, not to use it. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** So many may wait to be used; each is meant for a request that is made at once. */
const MAX_WAITING = 1000;

/**
 * Tokens of this run that open a URL once: a replay to the intake has no token, since only hashes
 * are kept. They never leave the process, and end like the token that they stand for.
 */
export function createOneTimeTokens() {
  const waiting = new Map<string, number>();
  return {
    issue({ id, last4 }: { id: number; last4: string }): string {
      const token = newToken().slice(0, -4) + last4;
      waiting.set(hashOf(token), id);
      const [oldest] = waiting.keys();
      if (waiting.size > MAX_WAITING && oldest !== undefined) waiting.delete(oldest);
      return token;
    },
    /** Id of the URL; it stays valid. */
    idOf: (hash: string): number | undefined => waiting.get(hash),
    /** Id of the URL; from now on it is worth nothing. */
    take(hash: string): number | undefined {
      const id = waiting.get(hash);
      waiting.delete(hash);
      return id;
    },
  };
}

/** Five digits that stand in every URL of this installation. They protect nothing. */
export function clientIdOf(installId: string): string {
  const number = createHash('sha256').update(installId).digest().readUInt32BE(0);
  return String(10_000 + (number % 90_000));
}

const HOOK = /^\/v1\/clients\/([^/]+)\/token\/([^/]+)\/?$/;
const NEAR = /^\/v1\/clients\/[^/]+\/token(?:\/|$)/;
const TOKEN = /^[0-9a-f]{64}$/;

export type HookPath = { kind: 'token'; clientId: string; token: string } | { kind: 'malformed' };

/** Reads a request target by its form; null where it is none of ours. The query does not count. */
export function readHookPath(target: string): HookPath | null {
  const path = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').split(/[?#]/, 1)[0] ?? '';
  const found = HOOK.exec(path);
  if (found === null) return NEAR.test(path) ? { kind: 'malformed' } : null;
  const [, clientId = '', token = ''] = found;
  return { kind: 'token', clientId, token: TOKEN.test(token) ? token : '' };
}

export const hookPath = (clientId: string, token: string): string =>
  `/v1/clients/${clientId}/token/${token}`;
