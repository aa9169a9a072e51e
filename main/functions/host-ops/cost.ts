import type { HostValue } from './operation.ts';

// A thread inside native code can be ended by nothing, so what may take longer than some ten
// milliseconds is computed in a process, which can be killed. Figures: test/bench, two shared cores.

/** Compressing, the slowest of what works through bytes, does 20 MB/s at worst. */
const MANY_BYTES = 1_000_000;
/** Of a round of PBKDF2, 1 µs each. */
const MANY_ROUNDS = 20_000;
/** Text of a PEM file. A private RSA key of 4096 bits has 3,300; each doubling takes eight times as long. */
const LONG_KEY = 4000;

/** Operations whose time grows with the bytes they are given. */
const BY_BYTES = new Set([
  'hmac',
  'hash',
  'encrypt',
  'decrypt',
  'nodeHash',
  'nodeHmac',
  'nodeCipher',
  'zlib',
  'decodeText',
  'readUrl',
  'changeUrl',
  'intl',
]);
const BY_KEY = new Set([
  'sign',
  'verify',
  'nodeSign',
  'nodeVerify',
  'nodeRsa',
  'jwtEncode',
  'jwtDecode',
]);
/** Those that read a key in any form, which is not told from its text. */
const READS_KEY = new Set(['nodeKey', 'nodeKeyExport']);
/** Brotli at its best works through 300 kB/s. */
const BROTLI_BYTES = 10_000;

/** Whether an operation is to be computed where it can be stopped. */
export function isHeavy(operation: string, args: readonly HostValue[]): boolean {
  if (operation === 'nodePbkdf2') {
    const [password, salt, rounds, size] = args;
    // The smallest digest, MD5, gives 16 bytes a block; each block takes all rounds.
    const blocks = Math.ceil(numberOf(size) / 16);
    return numberOf(rounds) * blocks > MANY_ROUNDS || sizeOf([password, salt]) > MANY_BYTES;
  }
  if (operation === 'nodeScrypt') return true;
  if (operation === 'zlib' && args[0] === 'brotliCompress') return sizeOf(args) > BROTLI_BYTES;
  if (READS_KEY.has(operation)) return sizeOf(args) > LONG_KEY;
  if (BY_BYTES.has(operation)) return sizeOf(args) > MANY_BYTES;
  if (!BY_KEY.has(operation)) return false;
  return sizeOf(args) > MANY_BYTES || args.some((arg) => isPem(arg) && arg.length > LONG_KEY);
}

const numberOf = (value: HostValue | undefined): number => (typeof value === 'number' ? value : 0);

const isPem = (value: HostValue): value is string =>
  typeof value === 'string' && value.includes('-----BEGIN');

function sizeOf(args: readonly (HostValue | undefined)[]): number {
  return args.reduce<number>((sum, arg) => {
    if (typeof arg === 'string') return sum + arg.length;
    return arg instanceof ArrayBuffer ? sum + arg.byteLength : sum;
  }, 0);
}
