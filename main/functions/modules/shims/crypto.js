// The parts of Node's crypto that need no stream: each gathers its input and computes once.
module.exports = function (host, _parts, require) {
  'use strict';
  const { Buffer } = require('buffer');
  const bytes = (input, encoding) => {
    const view = typeof input === 'string' ? Buffer.from(input, encoding) : Buffer.from(input);
    return view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  };
  const shown = (buffer, encoding) => {
    const out = Buffer.from(buffer);
    return encoding === undefined || encoding === 'buffer' ? out : out.toString(encoding);
  };
  function gathering(compute) {
    const chunks = [];
    const self = {
      update(input, encoding) {
        chunks.push(Buffer.from(bytes(input, encoding)));
        return self;
      },
      digest: (encoding) => shown(compute(bytes(Buffer.concat(chunks))), encoding),
    };
    return { self, take: () => bytes(Buffer.concat(chunks)) };
  }
  function cipher(name, key, iv, decipher) {
    const chunks = [];
    return {
      update(input, encoding, outEncoding) {
        chunks.push(Buffer.from(bytes(input, encoding)));
        return shown(Buffer.alloc(0), outEncoding);
      },
      final: (encoding) =>
        shown(
          host.compute(
            'nodeCipher',
            name,
            bytes(key),
            iv === null ? null : bytes(iv),
            bytes(Buffer.concat(chunks)),
            decipher,
          ),
          encoding,
        ),
      setAutoPadding() {
        throw new Error('setAutoPadding is not available to functions');
      },
    };
  }
  return {
    createHash: (name) => gathering((all) => host.compute('nodeHash', String(name), all)).self,
    createHmac: (name, key) =>
      gathering((all) => host.compute('nodeHmac', String(name), bytes(key), all)).self,
    createCipheriv: (name, key, iv) => cipher(String(name), key, iv, false),
    createDecipheriv: (name, key, iv) => cipher(String(name), key, iv, true),
    createSign(name) {
      const { self, take } = gathering(() => new ArrayBuffer(0));
      const sign = {
        update: (input, encoding) => (self.update(input, encoding), sign),
        sign: (key, encoding) =>
          shown(host.compute('nodeSign', String(name), take(), String(key.key || key)), encoding),
      };
      return sign;
    },
    createVerify(name) {
      const { self, take } = gathering(() => new ArrayBuffer(0));
      const verify = {
        update: (input, encoding) => (self.update(input, encoding), verify),
        verify: (key, signature, encoding) =>
          host.compute(
            'nodeVerify',
            String(name),
            take(),
            String(key.key || key),
            bytes(signature, encoding),
          ),
      };
      return verify;
    },
    pbkdf2Sync: (password, salt, iterations, size, digest) =>
      Buffer.from(
        host.compute(
          'nodePbkdf2',
          bytes(password),
          bytes(salt),
          iterations,
          size,
          digest || 'sha1',
        ),
      ),
    randomBytes(size, done) {
      const out = Buffer.from(host.compute('randomBytes', size));
      if (typeof done !== 'function') return out;
      setTimeout(() => done(null, out), 0);
      return undefined;
    },
    randomUUID: () => host.compute('uuid'),
    timingSafeEqual: (a, b) => host.compute('timingSafeEqual', bytes(a), bytes(b)),
    getHashes: () => ['md5', 'sha1', 'sha256', 'sha384', 'sha512'],
  };
};
module.exports.shim = true;
