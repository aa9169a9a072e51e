// utils.crypto and utils.jwt. The computing is the worker's; here arguments become plain data.
(function (/** @type {Host} */ host, /** @type {GuestParts} */ parts) {
  'use strict';
  const { bytesOf, binaryOf, isBytes } = parts.bson;
  const { toPlain } = parts.ejson;
  const { parse } = JSON;
  const TypeErr = TypeError;
  const { isArray } = Array;

  const result = (buffer) => binaryOf(buffer, 0);
  /** @param {string} what names the argument to who forgot it. */
  function bytes(value, what) {
    if (typeof value === 'string' || isBytes(value)) return bytesOf(value);
    throw new TypeErr(what + ' has to be a string or a BSON.Binary');
  }
  function text(value, what) {
    if (typeof value === 'string') return value;
    throw new TypeErr(what + ' has to be a string');
  }
  function object(value, what) {
    if (typeof value === 'object' && value !== null && !isArray(value)) return toPlain(value);
    throw new TypeErr(what + ' has to be an object');
  }
  const schemeOf = (scheme) =>
    scheme === undefined || scheme === null ? 'pss' : text(scheme, 'the signature scheme');

  const crypto = {
    hmac: (input, secret, name, format) =>
      host.compute(
        'hmac',
        bytes(input, 'the input'),
        bytes(secret, 'the secret'),
        text(name, 'the hash function'),
        text(format, 'the output format'),
      ),
    hash: (name, input) =>
      result(host.compute('hash', text(name, 'the hash function'), bytes(input, 'the input'))),
    encrypt: (name, message, key) =>
      result(
        host.compute(
          'encrypt',
          text(name, 'the encryption'),
          bytes(message, 'the message'),
          text(key, 'the key'),
        ),
      ),
    decrypt: (name, encrypted, key) =>
      result(
        host.compute(
          'decrypt',
          text(name, 'the encryption'),
          bytes(encrypted, 'the encrypted message'),
          text(key, 'the key'),
        ),
      ),
    sign: (name, message, key, scheme) =>
      result(
        host.compute(
          'sign',
          text(name, 'the algorithm'),
          bytes(message, 'the message'),
          text(key, 'the private key'),
          schemeOf(scheme),
        ),
      ),
    verify: (name, message, key, signature, scheme) =>
      host.compute(
        'verify',
        text(name, 'the algorithm'),
        bytes(message, 'the message'),
        text(key, 'the public key'),
        bytes(signature, 'the signature'),
        schemeOf(scheme),
      ),
  };
  function acceptedList(methods) {
    if (methods === undefined || methods === null) return null;
    if (!isArray(methods)) throw new TypeErr('the accepted methods have to be a list');
    let list = '';
    for (let i = 0; i < methods.length; i += 1) {
      list += (i > 0 ? ' ' : '') + text(methods[i], 'an accepted method');
    }
    return list;
  }
  const jwt = {
    encode: (method, payload, secret, headerFields) =>
      host.compute(
        'jwtEncode',
        text(method, 'the signing method'),
        object(payload, 'the payload'),
        text(secret, 'the secret'),
        headerFields === undefined || headerFields === null
          ? null
          : object(headerFields, 'the header fields'),
      ),
    decode(token, key, returnHeader, acceptedMethods) {
      const json = host.compute(
        'jwtDecode',
        text(token, 'the token'),
        text(key, 'the key'),
        acceptedList(acceptedMethods),
      );
      const decoded = parse(text(json, 'the token'));
      return returnHeader ? decoded : decoded.payload;
    },
  };
  return { crypto, jwt };
});
