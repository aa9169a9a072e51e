// Keys of Node's crypto. What is in one is text in PEM form, or the bytes of a secret; the host
// reads and writes the other forms.
module.exports = function (host, _parts, require) {
  'use strict';
  const { Buffer } = require('buffer');
  const INSIDE = new WeakMap();
  const fault = (Kind, code, message) => Object.assign(new Kind(message), { code });

  function bytes(input, encoding) {
    const inside = typeof input === 'object' && input !== null ? INSIDE.get(input) : undefined;
    const view =
      typeof input === 'string'
        ? Buffer.from(input, encoding === 'buffer' ? undefined : encoding)
        : Buffer.from(inside === undefined ? viewOf(input) : inside.secret);
    return view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  }
  function viewOf(input) {
    if (input instanceof ArrayBuffer) return new Uint8Array(input);
    if (ArrayBuffer.isView(input)) {
      return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
    }
    throw fault(
      TypeError,
      'ERR_INVALID_ARG_TYPE',
      'The data has to be a string, a Buffer, a TypedArray or a DataView',
    );
  }

  class KeyObject {
    constructor(type, inside) {
      this.type = type;
      INSIDE.set(this, inside);
      if (type === 'secret') this.symmetricKeySize = inside.secret.length;
      else {
        this.asymmetricKeyType = inside.asymmetricKeyType;
        this.asymmetricKeyDetails = inside.details;
      }
    }
    export({ format = 'pem', type = undefined } = {}) {
      const { secret, pem } = INSIDE.get(this);
      if (secret !== undefined) {
        if (format !== 'jwk') return Buffer.from(secret);
        return { kty: 'oct', k: Buffer.from(secret).toString('base64url') };
      }
      const usual = this.type === 'public' ? 'spki' : 'pkcs8';
      const out = host.compute('nodeKeyExport', this.type, pem, format, type || usual);
      if (format === 'jwk') return JSON.parse(out);
      return typeof out === 'string' ? out : Buffer.from(out);
    }
    equals(other) {
      const a = INSIDE.get(this);
      const b = INSIDE.get(other);
      if (b === undefined || this.type !== other.type) return false;
      return a.secret === undefined ? a.pem === b.pem : a.secret.equals(b.secret);
    }
    get [Symbol.toStringTag]() {
      return 'KeyObject';
    }
  }

  function read(kind, key, form, type, passphrase) {
    const data =
      typeof key === 'string' ? key : form === 'der' ? bytes(key) : Buffer.from(key).toString();
    const secret = passphrase === undefined ? null : String(passphrase);
    const { details, ...rest } = JSON.parse(
      host.compute('nodeKey', kind, form, data, type || null, secret),
    );
    if (details.publicExponent !== undefined)
      details.publicExponent = BigInt(details.publicExponent);
    return { details, ...rest };
  }
  function create(kind, given) {
    if (INSIDE.has(given)) {
      if (given.type === kind) return given;
      return new KeyObject(kind, read(kind, INSIDE.get(given).pem, 'pem'));
    }
    const isPlain = typeof given === 'string' || ArrayBuffer.isView(given);
    const { key, format = 'pem', type, passphrase } = isPlain ? { key: given } : given;
    if (INSIDE.has(key)) return create(kind, key);
    const data = format === 'jwk' ? JSON.stringify(key) : key;
    return new KeyObject(kind, read(kind, data, format, type, passphrase));
  }
  return {
    bytes,
    KeyObject,
    createSecretKey: (key, encoding) =>
      new KeyObject('secret', { secret: Buffer.from(bytes(key, encoding)) }),
    createPublicKey: (key) => create('public', key),
    createPrivateKey: (key) => create('private', key),
    /**
     * What signs and verifies: a text or Buffer in PEM form, a KeyObject, or an object with one
     * of them under `key` and options beside it.
     */
    keyOf(given, kind) {
      const isPlain = typeof given === 'string' || ArrayBuffer.isView(given) || INSIDE.has(given);
      const { key, padding, saltLength, dsaEncoding, oaepHash, passphrase, format, type } = isPlain
        ? { key: given }
        : given || {};
      if (key === undefined || key === null) {
        throw fault(TypeError, 'ERR_INVALID_ARG_TYPE', 'The key is missing');
      }
      const options = JSON.stringify({ padding, saltLength, dsaEncoding, oaepHash });
      const inside = INSIDE.get(key);
      if (inside !== undefined) return { pem: inside.pem, options };
      if (passphrase === undefined && (format === undefined || format === 'pem')) {
        return { pem: typeof key === 'string' ? key : Buffer.from(key).toString(), options };
      }
      const made = create(kind, { key, format, type, passphrase });
      return { pem: INSIDE.get(made).pem, options };
    },
  };
};
module.exports.shim = true;
