import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSign,
  createVerify,
  getCiphers,
  getHashes,
  pbkdf2Sync,
  timingSafeEqual,
} from 'node:crypto';
import type { HostOperation } from './index.ts';
import { buffer, exact, oneOf, text, whole } from './read.ts';

const MAX_ITERATIONS = 1_000_000;

/** The parts of Node's crypto module that a function may require, each in one step. */
export const nodeCrypto: Record<string, HostOperation> = {
  nodeHash: (name, input) =>
    exact(
      createHash(oneOf(text(name, 'the hash').toLowerCase(), lowered(getHashes()), 'hash'))
        .update(buffer(input, 'the input'))
        .digest(),
    ),
  nodeHmac: (name, key, input) =>
    exact(
      createHmac(
        oneOf(text(name, 'the hash').toLowerCase(), lowered(getHashes()), 'hash'),
        buffer(key, 'the key'),
      )
        .update(buffer(input, 'the input'))
        .digest(),
    ),
  nodeCipher: (name, key, iv, input, decipher) => {
    const cipher = oneOf(text(name, 'the cipher').toLowerCase(), getCiphers(), 'cipher');
    const secret = buffer(key, 'the key');
    const start = iv === null ? null : buffer(iv, 'the initial vector');
    const step =
      decipher === true
        ? createDecipheriv(cipher, secret, start)
        : createCipheriv(cipher, secret, start);
    return exact(Buffer.concat([step.update(buffer(input, 'the input')), step.final()]));
  },
  nodePbkdf2: (password, salt, iterations, size, digest) =>
    exact(
      pbkdf2Sync(
        buffer(password, 'the password'),
        buffer(salt, 'the salt'),
        whole(iterations, 'the number of iterations', MAX_ITERATIONS),
        whole(size, 'the length', 4096),
        oneOf(text(digest, 'the digest').toLowerCase(), lowered(getHashes()), 'digest'),
      ),
    ),
  nodeSign: (name, input, key) =>
    exact(
      createSign(text(name, 'the algorithm'))
        .update(buffer(input, 'the input'))
        .sign(text(key, 'the key')),
    ),
  nodeVerify: (name, input, key, signature) =>
    createVerify(text(name, 'the algorithm'))
      .update(buffer(input, 'the input'))
      .verify(text(key, 'the key'), buffer(signature, 'the signature')),
  timingSafeEqual: (a, b) => {
    const left = buffer(a, 'the first value');
    const right = buffer(b, 'the second value');
    if (left.length !== right.length)
      throw new RangeError('Input buffers must have the same byte length');
    return timingSafeEqual(left, right);
  },
};

const lowered = (names: readonly string[]): string[] => names.map((name) => name.toLowerCase());
