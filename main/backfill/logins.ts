import { createHash } from 'node:crypto';

/** Access tokens that were given for what a person pasted, in memory only. */
export interface Logins {
  find: (key: string) => string | undefined;
  put: (key: string, pass: string) => void;
  drop: (key: string) => void;
}

/** As many accounts as anybody has at once. */
const MOST = 100;

export function createLogins(): Logins {
  const passes = new Map<string, string>();
  return {
    find: (key) => passes.get(key),
    put(key, pass) {
      passes.delete(key);
      passes.set(key, pass);
      const [oldest] = passes.keys();
      if (passes.size > MOST && oldest !== undefined) passes.delete(oldest);
    },
    drop: (key) => void passes.delete(key),
  };
}

/** Of an account: a token that was given at one address opens no other. */
export const keyOf = (base: string, token: string): string =>
  createHash('sha256').update(`${base}\n${token}`).digest('hex');
