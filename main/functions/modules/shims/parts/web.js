// Globals of the web that packages expect of Node. The text of bytes is the host's business: it
// knows all encodings of the standard.
module.exports = function (host, _parts, require) {
  'use strict';
  const { Buffer } = require('buffer');
  const exact = (view) => view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  function bytesOf(input) {
    if (input === undefined) return new Uint8Array(0);
    if (input instanceof ArrayBuffer) return new Uint8Array(input);
    if (ArrayBuffer.isView(input)) {
      return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
    }
    throw new TypeError('The "input" argument must be an instance of ArrayBuffer or a view of one');
  }
  const own = (object, values) => {
    for (const name of Object.keys(values)) {
      Object.defineProperty(object, name, {
        value: values[name],
        enumerable: true,
        configurable: true,
      });
    }
  };

  class TextEncoder {
    get encoding() {
      return 'utf-8';
    }
    encode(text = '') {
      return new Uint8Array(host.compute('fromUtf8', String(text)));
    }
    encodeInto(text, target) {
      let read = 0;
      let written = 0;
      for (const letter of String(text)) {
        const bytes = new Uint8Array(host.compute('fromUtf8', letter));
        if (written + bytes.length > target.length) break;
        target.set(bytes, written);
        written += bytes.length;
        read += letter.length;
      }
      return { read, written };
    }
  }

  class TextDecoder {
    #left = new Uint8Array(0);
    #begun = false;
    constructor(label = 'utf-8', options = {}) {
      const encoding = host.compute('textEncoding', String(label));
      if (encoding === null) {
        const error = new RangeError('The "' + label + '" encoding is not supported');
        throw Object.assign(error, { code: 'ERR_ENCODING_NOT_SUPPORTED' });
      }
      own(this, {
        encoding,
        fatal: Boolean(options && options.fatal),
        ignoreBOM: Boolean(options && options.ignoreBOM),
      });
    }
    decode(input, options = {}) {
      const more = Boolean(options && options.stream);
      const all = Buffer.concat([this.#left, bytesOf(input)]);
      const whole = more ? wholeLength(all, this.encoding) : all.length;
      this.#left = all.subarray(whole);
      const text = host.compute(
        'decodeText',
        this.encoding,
        exact(all.subarray(0, whole)),
        this.fatal,
        // A mark counts at the very beginning only.
        this.ignoreBOM || this.#begun,
      );
      this.#begun = more && (this.#begun || whole > 0);
      if (text !== null) return text;
      const error = new TypeError('The encoded data was not valid for encoding ' + this.encoding);
      throw Object.assign(error, { code: 'ERR_ENCODING_INVALID_ENCODED_DATA' });
    }
  }
  /** How many bytes end with a whole character. */
  function wholeLength(bytes, encoding) {
    if (encoding.startsWith('utf-16')) return bytes.length & ~1;
    if (encoding !== 'utf-8') return bytes.length;
    for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
      const byte = bytes[bytes.length - back];
      if (byte < 0x80) break;
      if (byte < 0xc0) continue;
      const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needs > back ? bytes.length - back : bytes.length;
    }
    return bytes.length;
  }

  class DOMException extends Error {
    constructor(message = '', name = 'Error') {
      super(message);
      const code = {
        AbortError: 20,
        TimeoutError: 23,
        InvalidCharacterError: 5,
        DataCloneError: 25,
      };
      own(this, { name: String(name), code: code[name] || 0 });
    }
  }
  function atob(text) {
    const plain = String(text).replace(/[\t\n\f\r ]/g, '');
    if (/^[A-Za-z0-9+/]*={0,2}$/.test(plain) && plain.replace(/=+$/, '').length % 4 !== 1) {
      return Buffer.from(plain, 'base64').toString('latin1');
    }
    throw new DOMException(
      'The string to be decoded is not correctly encoded.',
      'InvalidCharacterError',
    );
  }
  function btoa(text) {
    if (!/[^\0-\xff]/.test(String(text)))
      return Buffer.from(String(text), 'latin1').toString('base64');
    throw new DOMException('Invalid character', 'InvalidCharacterError');
  }
  return { TextEncoder, TextDecoder, DOMException, atob, btoa };
};
module.exports.shim = true;
