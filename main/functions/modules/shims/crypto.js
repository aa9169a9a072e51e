// Node's crypto. Each object gathers its input, and the host computes once at the end.
module.exports = function (host, _parts, require) {
  'use strict';
  const { Buffer } = require('buffer');
  const absent = require('./parts/absent');
  const keys = require('./parts/crypto-keys');
  const { bytes, keyOf, KeyObject } = keys;
  const names = JSON.parse(host.compute('nodeCryptoNames'));
  const shown = (buffer, encoding) => {
    const out = Buffer.from(buffer);
    return encoding === undefined || encoding === null || encoding === 'buffer'
      ? out
      : out.toString(encoding);
  };
  /** Calls back with what was computed, as the forms of Node that take a callback do. */
  const later = (compute, done) => {
    setTimeout(() => {
      let result;
      try {
        result = compute();
      } catch (error) {
        done(error);
        return;
      }
      done(null, result);
    }, 0);
  };
  const AT_ONCE = 100_000;
  const fault = (Kind, code, message) => Object.assign(new Kind(message), { code });

  /** What can be written to and piped into; streams are loaded once one is used as a stream. */
  function streaming(self, finish) {
    let stream;
    const asStream = () => {
      if (stream !== undefined) return stream;
      const { Transform } = require('stream');
      stream = new Transform({
        transform(chunk, encoding, done) {
          self.update(chunk, encoding === 'buffer' ? undefined : encoding);
          done();
        },
        flush(done) {
          done(null, finish());
        },
      });
      return stream;
    };
    const METHODS =
      'write end on once off emit pipe unpipe read destroy addListener removeListener listenerCount ' +
      'removeAllListeners prependListener setEncoding pause resume cork uncork';
    for (const name of METHODS.split(' ')) {
      self[name] = (...args) => {
        const result = asStream()[name](...args);
        return result === stream ? self : result;
      };
    }
    self[Symbol.asyncIterator] = () => asStream()[Symbol.asyncIterator]();
    for (const name of ['writable', 'readable', '_readableState', '_writableState']) {
      Object.defineProperty(self, name, { get: () => asStream()[name] });
    }
    return self;
  }
  function gathering(compute, chunks = []) {
    let over = false;
    const self = {
      update(input, encoding) {
        if (over) throw fault(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called');
        chunks.push(Buffer.from(bytes(input, encoding)));
        return self;
      },
      digest(encoding) {
        if (over) throw fault(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called');
        over = true;
        return shown(compute(bytes(Buffer.concat(chunks))), encoding);
      },
      copy: () => gathering(compute, [...chunks]),
    };
    return streaming(self, () => self.digest());
  }
  function createHash(name) {
    const known = String(name).toLowerCase();
    if (!names.hashes.includes(known)) throw new Error('Digest method not supported');
    return gathering((all) => host.compute('nodeHash', known, all));
  }
  function createHmac(name, key) {
    const known = String(name).toLowerCase();
    if (!names.hashes.includes(known)) {
      throw fault(Error, 'ERR_CRYPTO_INVALID_DIGEST', 'Invalid digest: ' + name);
    }
    const secret = bytes(key);
    return gathering((all) => host.compute('nodeHmac', known, secret, all));
  }

  function cipher(name, key, iv, isDecipher) {
    const chunks = [];
    const extra = [];
    const secret = bytes(key);
    const start = iv === null || iv === undefined ? null : bytes(iv);
    const isSealed = /-(?:gcm|ccm|ocb)$|^chacha20-poly1305$/i.test(name);
    let tag = null;
    let padding = true;
    let size = 0;
    let given = 0;
    function work(isLast) {
      const input = bytes(Buffer.concat(chunks));
      const more = JSON.stringify({ padding, isSealed, isLast });
      const aad = bytes(Buffer.concat(extra));
      const check = tag === null ? null : bytes(tag);
      return Buffer.from(
        host.compute('nodeCipher', name, secret, start, input, isDecipher, more, aad, check),
      );
    }
    function rest(all, encoding) {
      const from = given;
      given = all.length;
      return shown(all.subarray(from), encoding);
    }
    const self = {
      update(input, encoding, outEncoding) {
        chunks.push(Buffer.from(bytes(input, encoding)));
        size += chunks[chunks.length - 1].length;
        // What comes out at once is handed out at once, since some packages take nothing else; of
        // long inputs all comes at the end, for each piece takes the way from the start.
        const all = size > AT_ONCE ? Buffer.alloc(given) : work(false);
        return rest(all, outEncoding);
      },
      final(encoding) {
        const all = work(true);
        if (!isSealed || isDecipher) return rest(all, encoding);
        // The host puts the tag behind what it sealed.
        tag = all.subarray(all.length - 16);
        return rest(all.subarray(0, all.length - 16), encoding);
      },
      setAutoPadding(on = true) {
        padding = on;
        return self;
      },
      setAAD(data) {
        extra.push(Buffer.from(bytes(data)));
        return self;
      },
      setAuthTag(given) {
        tag = Buffer.from(bytes(given));
        return self;
      },
      getAuthTag: () => tag,
    };
    return streaming(self, () => self.final());
  }

  function signing(name) {
    const chunks = [];
    const algorithm = String(name);
    const input = () => bytes(Buffer.concat(chunks));
    const self = {
      update(data, encoding) {
        chunks.push(Buffer.from(bytes(data, encoding)));
        return self;
      },
      sign: (key, encoding) => shown(signOnce(algorithm, input(), key), encoding),
      verify: (key, signature, encoding) =>
        verifyOnce(algorithm, input(), key, bytes(signature, encoding)),
    };
    return streaming(self, () => Buffer.alloc(0));
  }
  function signOnce(algorithm, input, key) {
    const { pem, options } = keyOf(key, 'private');
    return host.compute('nodeSign', algorithm, input, pem, options);
  }
  function verifyOnce(algorithm, input, key, signature) {
    const { pem, options } = keyOf(key, 'public');
    return host.compute('nodeVerify', algorithm, input, pem, signature, options);
  }
  const rsa = (operation, kind) => (key, input) => {
    const { pem, options } = keyOf(key, kind);
    return Buffer.from(host.compute('nodeRsa', operation, pem, bytes(input), options));
  };

  const pbkdf2Sync = (password, salt, iterations, size, digest) =>
    Buffer.from(
      host.compute('nodePbkdf2', bytes(password), bytes(salt), iterations, size, digest || 'sha1'),
    );
  const scryptSync = (password, salt, size, options = {}) => {
    const { N, cost, r, blockSize, p, parallelization } = options;
    const given = { N: N || cost, r: r || blockSize, p: p || parallelization };
    return Buffer.from(
      host.compute('nodeScrypt', bytes(password), bytes(salt), size, JSON.stringify(given)),
    );
  };
  const randomBytes = (size, done) => {
    if (typeof done === 'function') return later(() => randomBytes(size), done);
    return Buffer.from(host.compute('randomBytes', size));
  };
  function randomFillSync(target, offset = 0, size = undefined) {
    const view = ArrayBuffer.isView(target)
      ? new Uint8Array(target.buffer, target.byteOffset, target.byteLength)
      : new Uint8Array(target);
    const unit = target.BYTES_PER_ELEMENT || 1;
    const from = offset * unit;
    const count = size === undefined ? view.length - from : size * unit;
    view.set(new Uint8Array(host.compute('randomBytes', count)), from);
    return target;
  }
  function randomFill(target, ...rest) {
    const done = rest.pop();
    later(() => randomFillSync(target, ...rest), done);
  }
  function randomInt(...args) {
    const done = typeof args[args.length - 1] === 'function' ? args.pop() : undefined;
    const [min, max] = args.length > 1 ? args : [0, args[0]];
    const range = max - min;
    if (!(range > 0 && range < 2 ** 48)) {
      throw fault(RangeError, 'ERR_OUT_OF_RANGE', 'The value of "max" is out of range.');
    }
    // What would favour the low numbers is drawn again.
    const limit = 2 ** 48 - (2 ** 48 % range);
    let drawn = limit;
    while (drawn >= limit) drawn = randomBytes(6).readUIntBE(0, 6);
    const result = min + (drawn % range);
    if (done === undefined) return result;
    return later(() => result, done);
  }

  const crypto = {
    constants: names.constants,
    createHash,
    createHmac,
    hash: (name, input, encoding = 'hex') => createHash(name).update(input).digest(encoding),
    createCipheriv: (name, key, iv) => cipher(String(name), key, iv, false),
    createDecipheriv: (name, key, iv) => cipher(String(name), key, iv, true),
    createSign: signing,
    createVerify: signing,
    sign(algorithm, input, key, done) {
      const compute = () =>
        Buffer.from(signOnce(algorithm ? String(algorithm) : null, bytes(input), key));
      return typeof done === 'function' ? later(compute, done) : compute();
    },
    verify(algorithm, input, key, signature, done) {
      const name = algorithm ? String(algorithm) : null;
      const compute = () => verifyOnce(name, bytes(input), key, bytes(signature));
      return typeof done === 'function' ? later(compute, done) : compute();
    },
    publicEncrypt: rsa('publicEncrypt', 'public'),
    privateDecrypt: rsa('privateDecrypt', 'private'),
    pbkdf2Sync,
    pbkdf2: (password, salt, iterations, size, digest, done) =>
      later(() => pbkdf2Sync(password, salt, iterations, size, digest), done),
    scryptSync,
    scrypt(password, salt, size, options, done) {
      const finish = typeof options === 'function' ? options : done;
      later(() => scryptSync(password, salt, size, finish === options ? {} : options), finish);
    },
    randomBytes,
    pseudoRandomBytes: randomBytes,
    randomFillSync,
    randomFill,
    randomInt,
    getRandomValues: (target) => randomFillSync(target),
    randomUUID: () => host.compute('uuid'),
    timingSafeEqual: (a, b) => host.compute('timingSafeEqual', bytes(a), bytes(b)),
    getHashes: () => [...names.hashes],
    getCiphers: () => [...names.ciphers],
    getCurves: () => [...names.curves],
    KeyObject,
    createSecretKey: keys.createSecretKey,
    createPublicKey: keys.createPublicKey,
    createPrivateKey: keys.createPrivateKey,
  };
  const MISSING =
    'createCipher createDecipher createDiffieHellman createDiffieHellmanGroup createECDH ECDH ' +
    'diffieHellman getDiffieHellman generateKey generateKeySync generateKeyPair ' +
    'generateKeyPairSync generatePrime hkdf hkdfSync privateEncrypt publicDecrypt setEngine ' +
    'Certificate X509Certificate subtle';
  for (const name of MISSING.split(' ')) crypto[name] = absent('crypto.' + name);
  // What packages use of it are ids and random bytes; all else of it is asked of `subtle`.
  const { getRandomValues, randomUUID, subtle } = crypto;
  crypto.webcrypto = { getRandomValues, randomUUID, subtle };
  return crypto;
};
module.exports.shim = true;
