import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  getCiphers,
  getCurves,
  getHashes,
  pbkdf2Sync,
  scryptSync,
  timingSafeEqual,
  type CipherGCM,
  type DecipherGCM,
  type ScryptOptions,
} from 'node:crypto';
import type { HostOperation, HostValue } from './operation.ts';
import { nodeKeys } from './node-keys.ts';
import { buffer, exact, oneOf, record, text, whole } from './read.ts';

const MAX_ITERATIONS = 1_000_000;
const MAX_DERIVED = 4096;
const TAG_BYTES = 16;
const lowered = (names: readonly string[]): string[] => names.map((name) => name.toLowerCase());
const hashNamed = (name: unknown, what: string): string =>
  oneOf(text(name as string, what).toLowerCase(), lowered(getHashes()), what.replace('the ', ''));

interface CipherOptions {
  padding: boolean;
  isSealed: boolean;
  /** Whether the end is to be written too, and checked. */
  isLast: boolean;
}
const PLAIN: CipherOptions = { padding: true, isSealed: false, isLast: true };

function cipherOptions(options: HostValue | undefined): CipherOptions {
  if (options === undefined) return PLAIN;
  const { padding, isSealed, isLast } = record(options, 'the options');
  return { padding: padding === true, isSealed: isSealed === true, isLast: isLast === true };
}

/** What is not named is as Node has it. */
function scryptOptions(options: HostValue | undefined): ScryptOptions {
  const { N = 16384, r = 8, p = 1 } = record(options, 'the options');
  const max = Number.MAX_SAFE_INTEGER;
  return {
    N: whole(N as HostValue, 'N', max),
    r: whole(r as HostValue, 'r', max),
    p: whole(p as HostValue, 'p', max),
  };
}

/** The parts of Node's crypto module that a function may require, each in one step. */
export const nodeCrypto: Record<string, HostOperation> = {
  ...nodeKeys,
  /** What there is, as JSON text. */
  nodeCryptoNames: () =>
    JSON.stringify({
      hashes: lowered(getHashes()),
      ciphers: getCiphers(),
      curves: getCurves(),
      constants,
    }),
  nodeHash: (name, input) =>
    exact(createHash(hashNamed(name, 'the hash')).update(buffer(input, 'the input')).digest()),
  nodeHmac: (name, key, input) =>
    exact(
      createHmac(hashNamed(name, 'the hash'), buffer(key, 'the key'))
        .update(buffer(input, 'the input'))
        .digest(),
    ),
  /** `tag` of what is opened; what is sealed comes with its tag behind it. */
  nodeCipher: (name, key, iv, input, decipher, options, aad, tag) => {
    const cipher = oneOf(text(name, 'the cipher').toLowerCase(), getCiphers(), 'cipher');
    const secret = buffer(key, 'the key');
    const start = iv === null ? null : buffer(iv, 'the initial vector');
    const { padding, isSealed, isLast } = cipherOptions(options);
    const sealed = isSealed ? { authTagLength: TAG_BYTES } : {};
    const make = decipher === true ? createDecipheriv : createCipheriv;
    // The types know no options for a cipher whose name is only known when it runs.
    const step = make(cipher, secret, start, sealed as object) as CipherGCM | DecipherGCM;
    step.setAutoPadding(padding);
    if (isSealed)
      step.setAAD(buffer(aad, 'the AAD'), { plaintextLength: buffer(input, 'the input').length });
    if ('setAuthTag' in step && isSealed && isLast) {
      if (tag === null || tag === undefined)
        throw new Error('setAuthTag has to be called before final');
      step.setAuthTag(buffer(tag, 'the tag'));
    }
    const parts = [step.update(buffer(input, 'the input'))];
    if (isLast) parts.push(step.final());
    if ('getAuthTag' in step && isSealed && isLast) parts.push(step.getAuthTag());
    return exact(Buffer.concat(parts));
  },
  nodePbkdf2: (password, salt, iterations, size, digest) =>
    exact(
      pbkdf2Sync(
        buffer(password, 'the password'),
        buffer(salt, 'the salt'),
        whole(iterations, 'the number of iterations', MAX_ITERATIONS),
        whole(size, 'the length', MAX_DERIVED),
        hashNamed(digest, 'the digest'),
      ),
    ),
  /** Its memory, 128 × N × r bytes, is at most the 32 MB that Node allows by itself. */
  nodeScrypt: (password, salt, size, options) =>
    exact(
      scryptSync(
        buffer(password, 'the password'),
        buffer(salt, 'the salt'),
        whole(size, 'the length', MAX_DERIVED),
        scryptOptions(options),
      ),
    ),
  timingSafeEqual: (a, b) => {
    const left = buffer(a, 'the first value');
    const right = buffer(b, 'the second value');
    if (left.length !== right.length)
      throw new RangeError('Input buffers must have the same byte length');
    return timingSafeEqual(left, right);
  },
};
