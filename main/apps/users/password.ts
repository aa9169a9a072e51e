import { randomBytes, scrypt } from 'node:crypto';
import { sameBytes } from '../../lib/secrets/constant-time.ts';

const COST = { N: 16_384, r: 8, p: 1 } as const;
const KEY_BYTES = 32;

function derive(password: string, salt: Buffer, cost: { N: number; r: number; p: number }) {
  return new Promise<Buffer>((resolve, reject) => {
    const options = { ...cost, maxmem: 256 * cost.N * cost.r };
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

/** `scrypt$N$r$p$salt$key`, so that the cost can rise without losing what is stored. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64'), key.toString('base64')].join(
    '$',
  );
}

/**
 * Whether a password fits. Without a stored hash the same work is done in vain, so that an unknown
 * email takes as long as a wrong password.
 */
export async function checkPassword(password: string, stored: string | null): Promise<boolean> {
  const [, n, r, p, salt, key] = (stored ?? '').split('$');
  const cost = stored === null ? COST : { N: Number(n), r: Number(r), p: Number(p) };
  const expected = stored === null ? randomBytes(KEY_BYTES) : Buffer.from(key ?? '', 'base64');
  const given = await derive(password, Buffer.from(salt ?? '', 'base64'), cost);
  return sameBytes(given, expected) && stored !== null;
}
